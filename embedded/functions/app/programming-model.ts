import type { RegisteredFunction } from '../worker.ts';
import type { TypedData } from './typed-data.ts';

export type FunctionCallback = (...inputs: unknown[]) => unknown;

/** A function as the library registers it. */
export type FunctionMetadata = {
  name: string;
  functionId?: string;
  bindings: RegisteredFunction['bindings'];
  retryOptions?: unknown;
};

/** `category` tells the app's own lines from the library's. */
export type CoreLog = (level: string, category: string, message: string) => void;

/** One call of a function, as the library wants to see it. */
export type CoreInvocation = {
  invocationId: string;
  metadata: FunctionMetadata;
  /** Where the call is; the library warns of log lines that come after the handler. */
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  request: {
    invocationId: string;
    functionId: string;
    inputData: Array<{ name: string; data: TypedData }>;
    triggerMetadata: Record<string, TypedData>;
    retryContext?: { retryCount: number; maxRetryCount: number };
  };
  log: CoreLog;
};

export type InvocationModel = {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>;
  invokeFunction(context: object, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: object, result: unknown): Promise<{ returnValue?: TypedData | null }>;
};

/** What `@azure/functions` hands to the worker: how to call functions of the v4 model. */
export type ProgrammingModel = {
  name: string;
  version: string;
  getInvocationModel(invocation: CoreInvocation): InvocationModel;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
};
