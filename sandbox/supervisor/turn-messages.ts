import type { OpencodeClient } from '@opencode-ai/sdk/v2/client';
import { shorten } from './part-mapping.ts';
import type { StoredMessage } from './turn-verdict.ts';

const pageSize = 30;
const maxSummary = 4_000;

/** All messages of a session, oldest first. */
export async function sessionMessages(
  client: OpencodeClient,
  sessionID: string,
): Promise<StoredMessage[]> {
  return (await client.session.messages({ sessionID }, { throwOnError: true })).data;
}

/**
 * The messages that follow a prompt, oldest first; none when it has not been stored. Reads back
 * from the session's end, whose beginning may be long ago; ids tell when it has gone too far.
 */
export async function messagesAfter(
  client: OpencodeClient,
  sessionID: string,
  promptId: string,
): Promise<StoredMessage[]> {
  let found: StoredMessage[] = [];
  let before: string | undefined;
  do {
    const page = await client.session.messages(
      { sessionID, limit: pageSize, ...(before !== undefined && { before }) },
      { throwOnError: true },
    );
    found = [...page.data, ...found];
    before = page.response.headers.get('x-next-cursor') ?? undefined;
  } while (before !== undefined && found.every(({ info }) => info.id > promptId));
  const index = found.findIndex(({ info }) => info.id === promptId);
  return index < 0 ? [] : found.slice(index + 1);
}

/** The text of the last answer, shortened. */
export function lastText(messages: readonly StoredMessage[]): string {
  const last = messages.findLast(({ info }) => info.role === 'assistant');
  const texts = last?.parts.flatMap((part) =>
    part.type === 'text' && !part.synthetic ? [part.text] : [],
  );
  return shorten((texts ?? []).join('\n'), maxSummary);
}
