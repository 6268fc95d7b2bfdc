import type { Failure } from '../contracts/errors.ts';
import type { TurnEnded } from '../contracts/supervisor.ts';
import type { Documents } from '../core/ports/documents.ts';
import { RecentMap } from './recent-map.ts';

/** What is known of a sandbox beyond its session's actor. */
export type SandboxRecord = {
  sessionId: string;
  /** False while its provider still makes it, so that there is nothing to be missed yet. */
  created: boolean;
  /** Null until the supervisor has said hello. */
  endpoint: string | null;
  ready: boolean;
  /** Why it cannot work, when its preparation failed. */
  unusable: Failure | null;
};

const contactsInMemory = 10_000;
const pageSize = 100;

type Told = { sandboxId: string; turn: TurnEnded };

/** What sandboxes have told, kept so that it outlives whoever it was told to. */
export class SandboxRecords {
  readonly #documents: Documents;
  /**
   * Contacts that this process was told of, also those that could not be stored: a sandbox is not
   * lost because the disk is full.
   */
  readonly #heard = new RecentMap<string, number>(contactsInMemory);

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async get(sandboxId: string): Promise<SandboxRecord | undefined> {
    return (await this.#documents.get<SandboxRecord>('sandboxes', sandboxId))?.body;
  }

  /**
   * Notes a sandbox that is about to be made; one that is noted already stays as it is. Throws when
   * it is another session's.
   */
  async begin(sandboxId: string, sessionId: string, at: number): Promise<void> {
    const record = { sessionId, created: false, endpoint: null, ready: false, unusable: null };
    const [{ written }] = await Promise.all([
      this.#documents.put<SandboxRecord>('sandboxes', sandboxId, record, { ifVersion: 0 }),
      this.#documents.put('sandbox-contacts', sandboxId, { at }, { ifVersion: 0 }),
    ]);
    const noted = written ? record : await this.get(sandboxId);
    if (noted && noted.sessionId !== sessionId)
      throw new Error(`${sandboxId} belongs to ${noted.sessionId}, not to ${sessionId}.`);
  }

  /** Changes what is noted, whoever else does so at the same time; false when it is noted no more. */
  async change(sandboxId: string, change: Partial<SandboxRecord>): Promise<boolean> {
    for (;;) {
      const stored = await this.#documents.get<SandboxRecord>('sandboxes', sandboxId);
      if (!stored) return false;
      const { written } = await this.#documents.put(
        'sandboxes',
        sandboxId,
        { ...stored.body, ...change },
        { ifVersion: stored.version },
      );
      if (written) return true;
    }
  }

  /** Ids of all that are noted, be they alive or not: no provider lists those that have died. */
  async *ids(): AsyncGenerator<string> {
    let after: string | undefined;
    do {
      const page = await this.#documents.list<SandboxRecord>('sandboxes', {
        limit: pageSize,
        ...(after ? { after } : {}),
      });
      for (const { id } of page.items) yield id;
      after = page.next;
    } while (after);
  }

  async noteContact(sandboxId: string, at: number): Promise<void> {
    this.#heard.set(sandboxId, at);
    await this.#documents.put('sandbox-contacts', sandboxId, { at });
  }

  /** When it was heard of last, in milliseconds since the epoch; 0 when never. */
  async lastContact(sandboxId: string): Promise<number> {
    const stored = await this.#documents.get<{ at: number }>('sandbox-contacts', sandboxId);
    return Math.max(stored?.body.at ?? 0, this.#heard.get(sandboxId) ?? 0);
  }

  async forget(sandboxId: string): Promise<void> {
    await Promise.all([
      this.#documents.delete('sandboxes', sandboxId),
      this.#documents.delete('sandbox-contacts', sandboxId),
    ]);
  }

  /**
   * Keeps a turn's end until its run is finished: a supervisor tells it once, and the orchestration
   * that hears it may be carried on by another one.
   */
  async keepTurn(sessionId: string, sandboxId: string, turn: TurnEnded): Promise<void> {
    await this.#documents.put<Told>('turns', turnKey(sessionId, turn.runId), { sandboxId, turn });
  }

  /** How the turn ended in that sandbox, if it has. */
  async turn(sessionId: string, runId: string, sandboxId: string): Promise<TurnEnded | undefined> {
    const told = (await this.#documents.get<Told>('turns', turnKey(sessionId, runId)))?.body;
    return told?.sandboxId === sandboxId ? told.turn : undefined;
  }

  async forgetTurn(sessionId: string, runId: string): Promise<void> {
    await this.#documents.delete('turns', turnKey(sessionId, runId));
  }
}

/** Runs are named after their prompts, whose ids count within their session alone. */
function turnKey(sessionId: string, runId: string): string {
  return `${sessionId}.${runId}`;
}
