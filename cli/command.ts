import type { Context } from './context.ts';

export type Option = {
  type: 'string' | 'boolean';
  short?: string;
  help: string;
  /** What the help calls the option's value. */
  value?: string;
};
export type Options = Record<string, Option>;

export type Command = {
  name: string;
  /** Positional arguments, as the help shows them. */
  arguments: string;
  summary: string;
  options: Options;
  /** Parses the arguments and runs; resolves with the exit code. */
  execute: (args: string[], context: Context) => Promise<number>;
};
