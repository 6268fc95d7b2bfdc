import * as df from 'durable-functions';

/** How often each activity input was seen, because activities run at least once. */
const attempts = new Map<string, number>();

df.app.activity('echo', { handler: (input: unknown) => input });

df.app.activity('describe', {
  handler: (input: unknown) => `${typeof input}:${JSON.stringify(input) ?? 'nothing'}`,
});

/** Fails until it has been called `failures` times with this key. */
df.app.activity('flaky', {
  handler: ({ key, failures }: { key: string; failures: number }) => {
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    if (attempt <= failures) throw new Error(`attempt ${attempt} failed`);
    return attempt;
  },
});

df.app.activity('throws', {
  handler: () => {
    throw new Error('no luck');
  },
});

const client = df.input.durableClient();
df.app.activity('usesClient', {
  extraInputs: [client],
  handler: async (instanceId: string, context) => {
    const started = await df.getClient(context).startNew('hello', { instanceId, input: 'inner' });
    return started;
  },
});

/** Runs until the test lets it go. */
df.app.activity('blocks', {
  handler: (key: string) =>
    new Promise((resolve) => {
      globalThis.blocked.set(key, resolve);
    }),
});

declare global {
  var blocked: Map<string, (value: unknown) => void>;
}
globalThis.blocked = new Map();
