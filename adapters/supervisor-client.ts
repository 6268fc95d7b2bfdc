import { z } from 'zod';
import { Problem } from '../contracts/errors.ts';
import type { Identity } from '../core/ports/identity.ts';
import { postJson } from './post-json.ts';
import type { SandboxRecords } from './sandbox-records.ts';

export type SupervisorAnswer =
  | { ok: true; body: unknown }
  /** It answered that it cannot. */
  | { ok: false; reason: 'refused'; status: number; problem: Problem | undefined }
  /** It does not answer, or there is no such sandbox. */
  | { ok: false; reason: 'unreachable' };

/**
 * The longest there is: a file of 1 MB in base64, in UTF-16 units. What answers may not be a
 * supervisor any more, and too much is as good as none.
 */
const maxAnswerLength = 4_000_000;
const anyJson = z.unknown();

/** Commands to the supervisors of sandboxes. */
export class SupervisorClient {
  readonly #records: SandboxRecords;
  readonly #identity: Identity;

  constructor(records: SandboxRecords, identity: Identity) {
    this.#records = records;
    this.#identity = identity;
  }

  /** Posts a command; repeating one is harmless. `timeoutMs` bounds the whole exchange. */
  async post(
    sandboxId: string,
    path: string,
    body: unknown,
    timeoutMs = 10_000,
  ): Promise<SupervisorAnswer> {
    const record = await this.#records.get(sandboxId);
    if (!record?.endpoint) return { ok: false, reason: 'unreachable' };
    const headers = { authorization: `Bearer ${this.#identity.commandToken(sandboxId)}` };
    let answer: { status: number; text: string };
    try {
      answer = await postJson(`${record.endpoint}${path}`, body, {
        headers,
        timeoutMs,
        maxLength: maxAnswerLength,
      });
    } catch {
      return { ok: false, reason: 'unreachable' };
    }
    const { status, text } = answer;
    // It would lead elsewhere, and no supervisor does that.
    if (status >= 300 && status < 400) return { ok: false, reason: 'unreachable' };
    const parsed = text === '' ? undefined : parseJson(text);
    if (status >= 200 && status < 300) return { ok: true, body: parsed };
    const problem = Problem.safeParse(parsed);
    return { ok: false, reason: 'refused', status, problem: problem.data };
  }
}

function parseJson(text: string): unknown {
  try {
    return anyJson.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
