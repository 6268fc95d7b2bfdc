import * as df from 'durable-functions';
import { noteFact } from '../adapters/facts.ts';
import { services, type Services } from '../adapters/services.ts';
import type { SessionSummary } from '../contracts/api.ts';
import type { EventBody, Usage } from '../contracts/events.ts';
import { replyIn, withReply, type StoredQuestion } from '../core/stored-question.ts';
import { mergeFact, runFact } from '../core/facts.ts';
import { keptState } from '../core/kept-state.ts';
import { promptKey } from '../core/prompt-key.ts';
import { questionKey } from '../core/question-key.ts';
import { decide } from '../core/session.ts';
import { usageOf } from '../core/session-runs.ts';
import type { CommandOf, SessionCommand, StoredPrompt } from '../core/session-commands.ts';
import { initialState, summarise, type SessionState } from '../core/session-state.ts';
import { putRow, putRowRight, restoreActor } from './restore-actor.ts';
import { isFullDisk } from '../adapters/full-disk.ts';
import { log } from '../adapters/log.ts';

/** The entity that is a session: one command at a time, in order. */
export const sessionEntity = 'session';

df.app.entity(sessionEntity, async (context) => {
  const sessionId = context.df.entityId.key;
  // Commands come from this app alone, through `ask`, which types them.
  const command = context.df.getInput() as SessionCommand;
  try {
    const stored = context.df.getState() as SessionState | undefined;
    const kept = stored && keptState(stored);
    const { state, answer } = await act(services(), sessionId, command, kept);
    // In this order: to answer brings back an entity that is to go.
    context.df.return(answer);
    if (state) context.df.setState(state);
    else context.df.destructOnExit();
  } catch (error) {
    // An error must not cross the durable boundary: its caller would see an empty object.
    const detail = error instanceof Error ? error.message : String(error);
    log('error', 'session.command-failed', detail, { sessionId, command: command.type });
    context.df.return({ ok: false, code: isFullDisk(error) ? 'storage_full' : 'internal' });
  }
});

/** Writes down what was decided before the new state counts, so that a crash repeats harmlessly. */
async function act(
  all: Services,
  sessionId: string,
  asked: SessionCommand,
  kept: SessionState | undefined,
) {
  const { documents, recorder, modelUsage, now } = all;
  const isRefresh = asked.type === 'refresh';
  const state = kept ?? (await (isRefresh ? restoreActor : newActor)(all, sessionId));
  if (!state) {
    // A row of a session that is not there any more.
    if (isRefresh) await documents.delete('sessions', sessionId);
    return { state: undefined, answer: { ok: false, code: 'session_unknown' } };
  }
  const command =
    asked.type === 'finish'
      ? withMetered(asked, await modelUsage.of(sessionId, asked.runId))
      : asked;
  const at = now();
  const decision = decide(state, command, at);
  const writes: Array<Promise<unknown>> = [recorder.record(sessionId, decision.events)];
  if (isRefresh && decision.state && decision.answer.ok)
    writes.push(putRowRight(documents, summarise(decision.state)));
  else if (decision.state && (decision.state !== state || !kept))
    writes.push(putRow(documents, summarise(decision.state)));
  if ((command.type === 'enqueue' || command.type === 'steered') && decision.events.length > 0) {
    const { promptId, mode: _, retryOf: __, ...prompt } = command.prompt;
    const stored: StoredPrompt = prompt;
    writes.push(documents.put('prompts', promptKey(sessionId, promptId), stored));
  }
  if (command.type === 'change' && decision.events.length > 0) {
    const { promptId, text } = command;
    const key = promptKey(sessionId, promptId);
    const prompt = text !== undefined && (await documents.get<StoredPrompt>('prompts', key));
    if (prompt) writes.push(documents.put('prompts', key, { ...prompt.body, text }));
  }
  if (command.type === 'asked' && decision.state !== state) {
    const asked: StoredQuestion = { questions: command.questions };
    writes.push(documents.put('questions', questionKey(sessionId, command.questionId), asked));
  }
  if (state.run?.restedIn)
    writes.push(...decision.events.map((event) => keepReply(documents, sessionId, event)));
  if (command.type === 'merged') writes.push(noteFact(documents, mergeFact(state, command), at));
  if (command.type === 'finish') {
    const finished = decision.events.find((event) => event.type === 'run.finished');
    const fact = finished && runFact(state, finished, usageOf(command));
    if (fact) writes.push(noteFact(documents, fact, at));
  }
  await Promise.all(writes);
  return { state: decision.state, answer: decision.answer };
}

/** Keeps a reply for the agent that is to hear it; the first one, as the history does. */
async function keepReply(
  documents: Services['documents'],
  sessionId: string,
  event: EventBody,
): Promise<void> {
  const reply = replyIn(event);
  if (!reply) return;
  const key = questionKey(sessionId, reply.questionId);
  const stored = await documents.get<StoredQuestion>('questions', key);
  if (stored && !stored.body.reply)
    await documents.put('questions', key, withReply(stored.body, reply));
}

function withMetered(
  command: CommandOf<'finish'>,
  metered: Usage | undefined,
): CommandOf<'finish'> {
  return metered ? { ...command, metered } : command;
}

async function newActor({ documents }: Services, sessionId: string) {
  const stored = await documents.get<SessionSummary>('sessions', sessionId);
  return stored && initialState(stored.body);
}
