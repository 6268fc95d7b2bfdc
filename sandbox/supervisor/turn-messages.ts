import type { Message, OpencodeClient } from '@opencode-ai/sdk/v2/client';
import { shorten } from './part-mapping.ts';
import type { StoredMessage } from './turn-verdict.ts';

const pageSize = 30;
const maxSummary = 4_000;

/**
 * A session's messages from one that is `farEnough` to the last, oldest first; some before it may
 * be among them. Reads back from the session's end, whose beginning may be long ago.
 */
export async function messagesBackTo(
  client: OpencodeClient,
  sessionID: string,
  farEnough: (info: Message) => boolean,
): Promise<StoredMessage[]> {
  const pages: StoredMessage[][] = [];
  let before: string | undefined;
  do {
    const page = await client.session.messages(
      { sessionID, limit: pageSize, ...(before !== undefined && { before }) },
      { throwOnError: true },
    );
    pages.unshift(page.data);
    const reached = page.data.some(({ info }) => farEnough(info));
    before = reached ? undefined : (page.response.headers.get('x-next-cursor') ?? undefined);
  } while (before !== undefined);
  return pages.flat();
}

/** The messages that follow a prompt, oldest first; none when it has not been stored. */
export async function messagesAfter(
  client: OpencodeClient,
  sessionID: string,
  promptId: string,
): Promise<StoredMessage[]> {
  const found = await messagesBackTo(client, sessionID, ({ id }) => id <= promptId);
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
