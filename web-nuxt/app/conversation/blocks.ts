import {
  questionOfFailed,
  type CommentView,
  type QuestionView,
} from '../../../contracts/people-view.ts';
import type { Part } from '../../../contracts/parts.ts';
import type { SandboxView } from '../../../contracts/sandbox-view.ts';
import type { PromptView } from '../../../contracts/prompt-view.ts';
import type { RunView } from '../../../contracts/run-view.ts';
import type { SessionView } from '../../../contracts/session-view.ts';
import type { Mark, Timeline, TimelineEntry } from './timeline.ts';

/** What the conversation shows, one below the other. `key` stays while the content grows. */
export type Block =
  | { key: string; kind: 'prompt'; prompt: PromptView }
  | { key: string; kind: 'boot'; sandbox: SandboxView }
  | { key: string; kind: 'comment'; comment: CommentView }
  | { key: string; kind: 'question'; question: QuestionView }
  | { key: string; kind: 'part'; part: Part; open: boolean }
  | { key: string; kind: 'run-state'; run: RunView }
  /** On its way to the service. */
  | { key: string; kind: 'sent'; text: string };

/** The blocks of a session, in the order in which they are read. */
export function blocksOf(view: SessionView, timeline: Timeline): Block[] {
  return timeline.flatMap((entry) => blocksOfEntry(view, entry));
}

function blocksOfEntry(view: SessionView, entry: TimelineEntry): Block[] {
  const run = entry.runId === null ? undefined : view.runs.get(entry.runId);
  if (!run) return entry.marks.flatMap((mark) => blockOfMark(view, mark));

  const blocks: Block[] = [];
  const asked = view.prompts.get(run.promptId);
  if (asked) blocks.push({ key: asked.promptId, kind: 'prompt', prompt: asked });
  const works = run.state === 'running' || run.state === 'stopping';
  const marks = [...entry.marks];
  run.parts.forEach((part, index) => {
    while (marks[0] && marks[0].afterParts <= index)
      blocks.push(...blockOfMark(view, marks.shift() as Mark));
    if (isShown(view, part)) blocks.push(blockOfPart(part, works));
  });
  blocks.push(...marks.flatMap((mark) => blockOfMark(view, mark)));
  blocks.push({ key: `${run.runId}:state`, kind: 'run-state', run });
  return blocks;
}

type PartBlock = Extract<Block, { kind: 'part' }>;

/** The block of each part: the same part keeps its block, which then needs not be rendered again. */
const partBlocks = new WeakMap<Part, PartBlock>();

function blockOfPart(part: Part, open: boolean): PartBlock {
  const known = partBlocks.get(part);
  if (known?.open === open) return known;
  const block: PartBlock = { key: part.id, kind: 'part', part, open };
  partBlocks.set(part, block);
  return block;
}

function blockOfMark(view: SessionView, { kind, id }: Mark): Block[] {
  switch (kind) {
    case 'prompt': {
      const prompt = view.prompts.get(id);
      return prompt ? [{ key: id, kind, prompt }] : [];
    }
    case 'comment': {
      const comment = view.comments.get(id);
      return comment ? [{ key: id, kind, comment }] : [];
    }
    case 'question': {
      const question = view.questions.get(id);
      return question ? [{ key: id, kind, question }] : [];
    }
    case 'sandbox':
      return blockOfSandbox(view, id);
  }
}

function blockOfSandbox(view: SessionView, id: string): Block[] {
  const sandbox = view.sandboxes.get(id);
  if (!sandbox || sandbox.phases.length === 0) return [];
  return [{ key: id, kind: 'boot', sandbox }];
}

function isShown({ questions }: SessionView, part: Part): boolean {
  // The question itself stands there, too, and says what became of it.
  if (part.type === 'tool') return !questionOfFailed(questions, part);
  return part.text.trim() !== '';
}
