import type * as df from 'durable-functions';

/** A durable timer that fires after `ms` milliseconds. */
export function after(context: df.OrchestrationContext, ms: number): df.TimerTask {
  return context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + ms));
}
