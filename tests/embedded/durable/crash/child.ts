import { once } from 'node:events';
import path from 'node:path';
import { Database } from '../../../../adapters/sqlite/database.ts';
import { DurableEngine } from '../../../../embedded/durable/engine.ts';
import { startWorker } from '../../../../embedded/functions/start-worker.ts';

/**
 * A process that is made to be killed. It loads the app, waits for the number of turns after
 * which it reports itself, and then takes up the work in the database; it goes on working until
 * it is killed. On `stop` it lets the orchestrations end and reports them.
 */
const [, , file = '', orchestrations = '0'] = process.argv;
const ids = Array.from({ length: Number(orchestrations) }, (_, n) => `o${n}`);

const worker = await startWorker({ appDirectory: path.join(import.meta.dirname), log: () => {} });
const [turns] = (await once(process, 'message')) as [number];
const database = new Database(file);
const engine = new DurableEngine({
  database,
  worker,
  taskHub: 'crash',
  baseUrl: 'http://127.0.0.1:1',
  log: (level, code, message) => process.stderr.write(`${level} ${code} ${message}\n`),
});
await engine.start();
// An orchestration that an earlier process has started is a conflict, which is fine.
for (const id of ids) await engine.client.start({ name: 'rounds', id, input: '{"round":0}' });
const progress = setInterval(() => {
  if (engine.counts().orchestrationTurns < turns) return;
  clearInterval(progress);
  process.send?.('worked');
}, 1);

await once(process, 'message');
await engine.client.signal({ name: 'switch', key: 'all' }, 'stop', null);
while (!ids.every((id) => engine.client.instance(id)?.completed)) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await engine.idle();
await engine.stop();
process.send?.(ids.map((id) => engine.client.instance(id)));
database.close();
process.disconnect();
