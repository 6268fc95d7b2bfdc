import { z } from 'zod';
import type { FakeCosmos } from '../fakes/cosmos/fake-cosmos.ts';

/** What a service has used since the last count. */
export type Usage = {
  requestUnits: number;
  /** Those of the partition that holds the list of sessions. */
  listUnits: number;
  /** Of documents, more than before. */
  storedBytes: number;
  /** Of documents in the partition that many sessions share and that has grown most. */
  sharedBytes: number;
  /** Calls of functions, by whatever trigger. */
  executions: number;
  /** Turns of orchestrations and entities, and activities. */
  durableActions: number;
  queueMessages: number;
};

const Called = z.object({ code: z.literal('host.called'), trigger: z.string() });

const durableTriggers = ['orchestrationTrigger', 'activityTrigger', 'entityTrigger'];

/** Reads from the log of a service, and from its database, what it has used. */
export class ServiceCounts {
  readonly #output: () => string;
  readonly #fake: FakeCosmos;
  #read = 0;
  #requestUnits = 0;
  #listUnits = 0;
  #storedBytes = 0;
  #partitions: ReadonlyMap<string, number> = new Map();

  /** @param output all that the service has logged so far, at level debug */
  constructor(output: () => string, fake: FakeCosmos) {
    this.#output = output;
    this.#fake = fake;
  }

  take(): Usage {
    const output = this.#output();
    const triggers = output
      .slice(this.#read)
      .split('\n')
      .flatMap((line) => calledBy(line));
    const partitions = this.#fake.storedByPartition('documents');
    const growth = [...partitions].map(
      ([partition, bytes]) => bytes - (this.#partitions.get(partition) ?? 0),
    );
    const usage = {
      requestUnits: this.#fake.requestUnits() - this.#requestUnits,
      listUnits: this.#fake.requestUnits('sessions') - this.#listUnits,
      storedBytes: this.#fake.storedBytes() - this.#storedBytes,
      sharedBytes: Math.max(0, ...growth),
      executions: triggers.length,
      durableActions: triggers.filter((trigger) => durableTriggers.includes(trigger)).length,
      queueMessages: triggers.filter((trigger) => trigger === 'serviceBusTrigger').length,
    };
    this.#read = output.length;
    this.#requestUnits += usage.requestUnits;
    this.#listUnits += usage.listUnits;
    this.#storedBytes += usage.storedBytes;
    this.#partitions = partitions;
    return usage;
  }
}

function calledBy(line: string): string[] {
  if (!line.startsWith('{')) return [];
  try {
    const called = Called.safeParse(JSON.parse(line));
    return called.success ? [called.data.trigger] : [];
  } catch {
    // Cut in two by the end of what has been read.
    return [];
  }
}
