import * as df from 'durable-functions';

/** Holds an orchestration back until the test has sent what it wants to have arrived before. */
df.app.orchestration('awaitsAfterGate', function* (context) {
  const names = context.df.getInput<string[]>() ?? [];
  yield context.df.waitForExternalEvent('gate');
  const received: unknown[] = [];
  for (const name of names) received.push(yield context.df.waitForExternalEvent(name));
  return received;
});

/** After 'a' has won, does a second wait for 'b' see a 'b' that came while the first was open? */
df.app.orchestration('waitsAnew', function* (context) {
  const now = context.df.currentUtcDateTime.getTime();
  const deadline = context.df.createTimer(new Date(now + 60_000));
  const a = context.df.waitForExternalEvent('a');
  const b = context.df.waitForExternalEvent('b');
  const winner = yield context.df.Task.any([a, b, deadline]);
  deadline.cancel();
  yield context.df.waitForExternalEvent('gate');
  const late = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 200));
  const second = context.df.waitForExternalEvent('b');
  const next = yield context.df.Task.any([second, late]);
  if (next !== late) late.cancel();
  return {
    first: winner === a ? 'a' : 'other',
    oldWait: b.isCompleted ? b.result : 'open',
    newWait: next === second ? second.result : 'nothing',
  };
});

df.app.orchestration('deadline', function* (context) {
  const ms = context.df.getInput<number>() ?? 0;
  const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + ms));
  const event = context.df.waitForExternalEvent('answer');
  const winner = yield context.df.Task.any([event, timer]);
  if (winner === timer) return 'too late';
  timer.cancel();
  return event.result;
});

/** Counts events, one execution each: what Azure may lose in a burst. */
df.app.orchestration('tally', function* (context) {
  const seen = context.df.getInput<number[]>() ?? [];
  const event = yield context.df.waitForExternalEvent('tick');
  if (event === 'stop') return seen;
  context.df.continueAsNew([...seen, event as number]);
  return undefined;
});

df.app.orchestration('nested', function* (context) {
  const all = context.df.Task.all([
    context.df.callActivity('echo', 1),
    context.df.callActivity('echo', 2),
  ]);
  const event = context.df.waitForExternalEvent('never');
  yield context.df.Task.any([all, event]);
  return yield context.df.Task.all([
    context.df.callEntity(new df.EntityId('counter', 'nested'), 'add', 1),
    context.df.callActivity('echo', 3),
  ]);
});
