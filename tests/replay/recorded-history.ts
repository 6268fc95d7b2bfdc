import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '../../embedded/durable/history.ts';

/** One finished run of an orchestrator, as it is replayed. */
export type RecordedHistory = {
  orchestrator: string;
  /** The version of the app under which it was started: `defaultVersion` of host.json. */
  version: string;
  instanceId: string;
  input: unknown;
  /** As the SDK of durable-functions takes it. */
  history: HistoryEvent[];
};

export const historiesFolder = join(import.meta.dirname, 'histories');

/** All that is kept, by file name. */
export function recordedHistories(): Map<string, RecordedHistory> {
  const files = readdirSync(historiesFolder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  return new Map(
    files.map((name) => [name, parseRecorded(readFileSync(join(historiesFolder, name), 'utf8'))]),
  );
}

/** A line for the instance, then one for each event: short to read when one changes. */
export function recordedText({ history, ...instance }: RecordedHistory): string {
  return [instance, ...history].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function parseRecorded(text: string): RecordedHistory {
  const [instance = '', ...events] = text.trimEnd().split('\n');
  return {
    ...(JSON.parse(instance) as Omit<RecordedHistory, 'history'>),
    history: events.map((line) => JSON.parse(line) as HistoryEvent),
  };
}
