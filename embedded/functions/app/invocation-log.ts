import type { HostLog } from '../log.ts';
import type { AppHooks } from './app-hooks.ts';

const levels: Record<string, Parameters<HostLog>[0] | undefined> = {
  trace: 'debug',
  debug: 'debug',
  information: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'error',
};

export type InvocationLine = {
  level: string;
  /** `user` for the app's own lines, `system` for the library's. */
  category: string;
  message: string;
  /** The call it belongs to; absent outside of calls. */
  call?: { functionName: string; invocationId: string; context: object | undefined };
};

/** Passes a log line through the app's `log` hooks, which may change it, to the host's log. */
export function writeLine(line: InvocationLine, hooks: AppHooks, log: HostLog): void {
  const { level, category, message, call } = line;
  const hookContext = { level, category, message, hookData: {}, invocationContext: call?.context };
  if (category === 'user' && hooks.has('log')) hooks.runSync('log', hookContext);
  const hostLevel = levels[hookContext.level];
  if (!hostLevel) return;
  const code = category === 'user' ? 'app.log' : 'app.system';
  log(hostLevel, code, hookContext.message, {
    ...(call && { function: call.functionName, invocationId: call.invocationId }),
  });
}
