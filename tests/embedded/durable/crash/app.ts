import * as df from 'durable-functions';

export type Progress = { round: number };

df.app.activity('tag', {
  handler: ({ id, round }: { id: string; round: number }) => `${id}:${round}`,
});

df.app.orchestration('rounds', function* (context) {
  const { round } = context.df.getInput<Progress>()!;
  const id = context.df.instanceId;
  const ledger = new df.EntityId('ledger', id);
  const retry = new df.RetryOptions(1, 5);
  const tag = yield context.df.callActivityWithRetry('tag', retry, { id, round });
  context.df.signalEntity(ledger, 'signalled', tag);
  const count = yield context.df.callEntity(ledger, 'called', tag);
  if (count !== 1) throw new Error(`${tag} was counted ${count} times`);
  const pause = new Date(context.df.currentUtcDateTime.getTime() + 2);
  yield context.df.Task.all([
    context.df.createTimer(pause),
    context.df.callSubOrchestrator('child', tag),
  ]);
  const stopped = yield context.df.callEntity(new df.EntityId('switch', 'all'), 'get');
  if (stopped) return round + 1;
  context.df.continueAsNew({ round: round + 1 });
  return undefined;
});

df.app.orchestration('child', function* (context) {
  const tag = context.df.getInput<string>();
  return yield context.df.callEntity(new df.EntityId('ledger', 'children'), 'called', tag);
});

/** How often each operation with each tag has taken effect. */
const ledger: df.EntityHandler<Record<string, number>> = (context) => {
  const counts = context.df.getState(() => ({})) ?? {};
  const tag = `${context.df.operationName} ${context.df.getInput<string>()}`;
  const count = (counts[tag] ?? 0) + 1;
  context.df.setState({ ...counts, [tag]: count });
  if (context.df.operationName === 'called') {
    context.df.signalEntity(new df.EntityId('ledger', 'mirror'), 'mirrored', context.df.getInput());
  }
  context.df.return(count);
};
df.app.entity('ledger', ledger);

const stopSwitch: df.EntityHandler<boolean> = (context) => {
  if (context.df.operationName === 'stop') context.df.setState(true);
  context.df.return(context.df.getState(() => false) ?? false);
};
df.app.entity('switch', stopSwitch);
