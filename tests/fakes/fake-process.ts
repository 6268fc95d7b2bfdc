import { startFakeCosmos } from './cosmos/fake-cosmos.ts';
import { startFakeServiceBus } from './service-bus/fake-service-bus.ts';

/** A fake in a process of its own, which a test can kill: KIND FILE PORT. */
const [kind, file = ':memory:', portText = '0'] = process.argv.slice(2);
const port = Number(portText);

process.send?.({ port: kind === 'cosmos' ? await cosmosPort() : await serviceBusPort() });

async function cosmosPort(): Promise<number> {
  const { endpoint } = await startFakeCosmos({ file, port });
  return Number(new URL(endpoint).port);
}

async function serviceBusPort(): Promise<number> {
  return (await startFakeServiceBus({ file, port, lockMs: 5_000 })).port;
}
