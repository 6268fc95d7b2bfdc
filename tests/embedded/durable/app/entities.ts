import * as df from 'durable-functions';

const counter: df.EntityHandler<number> = (context) => {
  const value = context.df.getState(() => 0) ?? 0;
  const input = context.df.getInput<number>();
  switch (context.df.operationName) {
    case 'add':
      context.df.setState(value + (input ?? 0));
      context.df.return(value + (input ?? 0));
      break;
    case 'get':
      context.df.return({ value, nested: [{ falsy: [0, '', null, false] }] });
      break;
    case 'input':
      context.df.return({ received: input === undefined ? 'undefined' : input });
      break;
    case 'returnsNothing':
      break;
    case 'throws':
      context.df.setState(999);
      throw new Error('the entity threw');
    case 'delete':
      context.df.destructOnExit();
      break;
    default:
      throw new Error(`unknown operation ${context.df.operationName}`);
  }
};
df.app.entity('counter', counter);

/** Remembers its signals in order and passes each on to the next entity of a chain. */
const log: df.EntityHandler<string[]> = async (context) => {
  await Promise.resolve();
  const entries = context.df.getState(() => []) ?? [];
  const entry = context.df.getInput<string>() ?? '?';
  context.df.setState([...entries, entry]);
  if (context.df.operationName === 'relay') {
    context.df.signalEntity(new df.EntityId('log', 'last'), 'append', `${entry} relayed`);
  }
  if (context.df.operationName === 'relayFalsy') {
    context.df.signalEntity(new df.EntityId('log', 'falsy'), 'append', '');
  }
};
df.app.entity('Log', log);

/** Fails as a whole while the test says so, unlike an operation that throws. */
const fragile: df.EntityHandler<string[]> = (context) => {
  const seen = context.df.getState(() => []) ?? [];
  const input = context.df.getInput<string>() ?? '';
  context.df.setState([...seen, input]);
  context.df.return(seen.length + 1);
};
df.app.entity('fragile', fragile);
