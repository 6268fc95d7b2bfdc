import { z } from 'zod';
import { Problem } from '../contracts/errors.ts';
import type { Identity } from '../core/ports/identity.ts';
import type { SandboxRecords } from './sandbox-records.ts';

export type SupervisorAnswer =
  | { ok: true; body: unknown }
  /** It answered that it cannot. */
  | { ok: false; reason: 'refused'; status: number; problem: Problem | undefined }
  /** It does not answer, or there is no such sandbox. */
  | { ok: false; reason: 'unreachable' };

/** The longest there is: a file of 1 MB in base64, in UTF-16 units. */
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
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${record.endpoint}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.#identity.commandToken(sandboxId)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      text = await textWithin(response);
    } catch {
      return { ok: false, reason: 'unreachable' };
    }
    const parsed = text === '' ? undefined : parseJson(text);
    if (response.ok) return { ok: true, body: parsed };
    const problem = Problem.safeParse(parsed);
    return { ok: false, reason: 'refused', status: response.status, problem: problem.data };
  }
}

/** Reads an answer. What answers may not be a supervisor any more: too much is as good as none. */
async function textWithin({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxAnswerLength) throw new Error('The answer is too long.');
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return anyJson.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
