import * as df from 'durable-functions';

const counter = (key: string) => new df.EntityId('counter', key);

df.app.orchestration('hello', function* (context) {
  return yield context.df.callActivity('echo', `hello ${context.df.getInput()}`);
});

df.app.orchestration('describes', function* (context) {
  const described: unknown[] = [];
  for (const input of [undefined, null, 0, '', false, 'text', '"quoted"', [1], { a: 1 }]) {
    described.push(yield context.df.callActivity('describe', input));
  }
  return described;
});

df.app.orchestration('three', function* (context) {
  let last: unknown = context.df.getInput();
  for (let step = 0; step < 3; step += 1) last = yield context.df.callActivity('echo', step);
  return last;
});

df.app.orchestration('fanOut', function* (context) {
  const count = context.df.getInput<number>() ?? 0;
  const tasks = Array.from({ length: count }, (_, n) => context.df.callActivity('echo', n));
  const results = yield context.df.Task.all(tasks);
  return (results as number[]).reduce((sum, n) => sum + n, 0);
});

df.app.orchestration('retries', function* (context) {
  const { key, failures } = context.df.getInput<{ key: string; failures: number }>()!;
  const retry = new df.RetryOptions(5, 3);
  retry.backoffCoefficient = 2;
  const result = yield context.df.callActivityWithRetry('flaky', retry, { key, failures });
  return { result, after: yield context.df.callActivity('echo', 'after') };
});

df.app.orchestration('retriesInParallel', function* (context) {
  const retry = new df.RetryOptions(5, 4);
  const keys = context.df.getInput<string[]>() ?? [];
  const tasks = keys.map((key, failures) =>
    context.df.callActivityWithRetry('flaky', retry, { key, failures }),
  );
  context.df.signalEntity(counter(keys.join()), 'add', 1);
  return yield context.df.Task.all(tasks);
});

df.app.orchestration('catches', function* (context) {
  try {
    yield context.df.callActivity(context.df.getInput<string>() ?? 'throws');
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
});

df.app.orchestration('fails', function* (context) {
  context.df.signalEntity(counter(context.df.instanceId), 'add', 1);
  yield context.df.callActivity('echo', 1);
  throw new Error('on purpose');
});

df.app.orchestration('parent', function* (context) {
  const { child, input, id } = context.df.getInput<{
    child: string;
    input: unknown;
    id?: string;
  }>()!;
  try {
    return { child: yield context.df.callSubOrchestrator(child, input, id) };
  } catch (error) {
    return { error: (error as Error).message };
  }
});

df.app.orchestration('parentWithRetry', function* (context) {
  const retry = new df.RetryOptions(1, 3);
  return yield context.df.callSubOrchestratorWithRetry('flakyChild', retry, context.df.getInput());
});

df.app.orchestration('flakyChild', function* (context) {
  return yield context.df.callActivity('flaky', context.df.getInput());
});

df.app.orchestration('sleeps', function* (context) {
  const ms = context.df.getInput<number>() ?? 0;
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + ms));
  return 'awake';
});

df.app.orchestration('counts', function* (context) {
  const { to, at = 0 } = context.df.getInput<{ to: number; at?: number }>()!;
  context.df.setCustomStatus({ at });
  yield context.df.callActivity('echo', at);
  if (at + 1 < to) {
    context.df.continueAsNew({ to, at: at + 1 });
    return undefined;
  }
  return at + 1;
});

df.app.orchestration('entityCalls', function* (context) {
  const id = counter(context.df.instanceId);
  context.df.signalEntity(id, 'add', 2);
  const added = yield context.df.callEntity(id, 'add', 3);
  const got = yield context.df.callEntity(id, 'get');
  const nothing = yield context.df.callEntity(id, 'returnsNothing');
  return { added, got, nothing: nothing === undefined ? 'undefined' : nothing };
});

df.app.orchestration('entityInputs', function* (context) {
  const id = counter('inputs');
  const received: unknown[] = [];
  for (const input of [0, '', false, null, undefined, 'text', { a: [1] }]) {
    received.push(yield context.df.callEntity(id, 'input', input));
  }
  return received;
});

df.app.orchestration('entityThrows', function* (context) {
  const id = counter(context.df.instanceId);
  try {
    yield context.df.callEntity(id, 'throws');
  } catch (error) {
    const state = yield context.df.callEntity(id, 'get');
    return { message: (error as Error).message, state };
  }
  return 'nothing was thrown';
});

df.app.orchestration('callsEntity', function* (context) {
  const { name, operation } = context.df.getInput<{ name: string; operation: string }>()!;
  try {
    return { ok: yield context.df.callEntity(new df.EntityId(name, 'k'), operation, 'x') };
  } catch (error) {
    return { error: (error as Error).message };
  }
});

df.app.orchestration('nondeterministic', function* (context) {
  yield context.df.callActivity(globalThis.codeVersion === 1 ? 'echo' : 'describe', 1);
  yield context.df.waitForExternalEvent('go');
  return 'done';
});

df.app.orchestration('locks', function* (context) {
  yield context.df.lock(counter('locked'));
});

df.app.orchestration('callsHttp', function* (context) {
  yield context.df.callHttp({ method: 'GET', url: 'http://127.0.0.1/' });
});

df.app.orchestration('version', function* (context) {
  yield context.df.callActivity('echo', 1);
  return context.df.version;
});

df.app.orchestration('clientInActivity', function* (context) {
  return yield context.df.callActivity('usesClient', context.df.getInput());
});

df.app.orchestration('blocked', function* (context) {
  return yield context.df.callActivity('blocks', context.df.getInput());
});

declare global {
  var codeVersion: number;
}
globalThis.codeVersion = 1;
