import { applyEvent, emptyView, type SessionView } from '../contracts/session-view.ts';
import type { ApiClient } from './api-client.ts';
import { readHistory } from './follow/read-history.ts';

/** All that a session's history says, folded. */
export async function readView(api: ApiClient, sessionId: string): Promise<SessionView> {
  const view = emptyView();
  for await (const event of readHistory(api, sessionId)) applyEvent(view, event);
  return view;
}

/** The prompts that wait in a session, next first. */
export function waitingIn(view: SessionView) {
  return view.queue.flatMap((promptId) => view.prompts.get(promptId) ?? []);
}
