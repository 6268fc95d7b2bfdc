const fromContext =
  'An orchestrator replays: take this from its context, its input or an activity.';
const durableWait = 'An orchestrator waits by durable timers and events only.';

/**
 * What an orchestrator must not do: a replay has to take the same way as the first run, so only
 * what its history holds may decide. `new Date(value)` converts and is fine.
 */
export const determinism = {
  'no-restricted-globals': [
    'error',
    ...['crypto', 'fetch', 'performance', 'process'].map((name) => ({
      name,
      message: fromContext,
    })),
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({
      name,
      message: durableWait,
    })),
  ],
  'no-restricted-syntax': [
    'error',
    ...[
      "NewExpression[callee.name='Date'][arguments.length=0]",
      "CallExpression[callee.name='Date']",
      "MemberExpression[object.name='Date'][property.name='now']",
      "MemberExpression[object.name='Math'][property.name='random']",
      'ImportDeclaration[source.value=/^node:/]',
    ].map((selector) => ({ selector, message: fromContext })),
    ...[':function[async=true]', 'AwaitExpression'].map((selector) => ({
      selector,
      message: 'An orchestrator is a synchronous generator; asynchronous work is an activity.',
    })),
  ],
};
