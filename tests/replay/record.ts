// npm run record: runs the flows and keeps what their orchestrations have done, in few files. What
// was recorded of other versions stays: instances of them may still be waiting somewhere.
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Database } from '../../adapters/sqlite/database.ts';
import { openStores } from '../../embedded/durable/stores/stores.ts';
import { readHostJson } from '../../embedded/host-json.ts';
import { coverSteps } from './cover-steps.ts';
import { historiesFolder, recordedText, type RecordedHistory } from './recorded-history.ts';

type Recorded = RecordedHistory & { flow: string };

const root = resolve(import.meta.dirname, '../..');
const version = readHostJson(root).durable.defaultVersion;
const scratch = mkdtempSync(join(tmpdir(), 'harvest-record-'));
try {
  keep(globSync('tests/flows/*.test.ts', { cwd: root }).sort().flatMap(record));
} finally {
  rmSync(scratch, { recursive: true });
}

/** Runs one flow; its services leave their databases in a folder. */
function record(file: string): Recorded[] {
  const flow = basename(file, '.test.ts');
  const kept = join(scratch, flow);
  mkdirSync(kept);
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project=real', file],
    { cwd: root, stdio: 'inherit', env: { ...process.env, KEEP_DATABASES: kept } },
  );
  if (status !== 0) throw new Error(`${file} fails, and what fails is not recorded.`);
  return readdirSync(kept).flatMap((name) => histories(join(kept, name), flow));
}

function histories(file: string, flow: string): Recorded[] {
  const database = new Database(file);
  try {
    const { list, instances } = openStores(database);
    return list
      .page({ statuses: ['Completed'] }, '', 10_000)
      .map(({ id, name, version, input }) => ({
        ...{ orchestrator: name, version, instanceId: id, flow },
        input: JSON.parse(input ?? 'null') as unknown,
        history: instances.history(id).flatMap(({ events }) => events),
      }));
  } finally {
    database.close();
  }
}

function keep(all: readonly Recorded[]): void {
  mkdirSync(historiesFolder, { recursive: true });
  const ours = `.v${version}.`;
  for (const name of readdirSync(historiesFolder))
    if (name.includes(ours)) rmSync(join(historiesFolder, name));
  for (const [orchestrator, recorded] of Map.groupBy(all, (each) => each.orchestrator)) {
    const names = new Map<string, number>();
    for (const { flow, ...history } of coverSteps(recorded)) {
      const number = (names.get(flow) ?? 0) + 1;
      names.set(flow, number);
      const name = `${orchestrator}${ours}${flow}${number > 1 ? `-${number}` : ''}.jsonl`;
      // Stacks of what failed say where this checkout is, which is nobody's business.
      const text = recordedText(history).replaceAll(root, '/harvest');
      writeFileSync(join(historiesFolder, name), text);
      console.log(name);
    }
  }
}
