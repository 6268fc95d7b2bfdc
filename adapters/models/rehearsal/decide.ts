import { sampleName } from '../../sample/project-files.ts';
import type { Conversation } from './conversation.ts';
import { filesOf, type Task } from './task.ts';
import { addFunction } from './tasks/add-function.ts';
import { explain } from './tasks/explain.ts';
import { fixTest } from './tasks/fix-test.ts';
import { writeReadme } from './tasks/write-readme.ts';
import type { Turn } from './turn.ts';

/** From the particular to the general: the first that matches is meant. */
const tasks: readonly Task[] = [writeReadme, addFunction, explain, fixTest];

const label = 'Rehearsal: no model is connected, so a built-in script answers.';

const howToConnect =
  'To connect a model, set `HARVEST_MODEL_URL` (any OpenAI-compatible endpoint, with `HARVEST_MODEL_KEY` if it wants one), `ANTHROPIC_API_KEY`, `OPENAI_API_KEY`, `AZURE_OPENAI_ENDPOINT` with `AZURE_OPENAI_API_KEY`, or `OPENROUTER_API_KEY`, and restart Harvest.';

const offers = [fixTest, addFunction, writeReadme, explain]
  .map((task) => `- ${task.offer}`)
  .join('\n');

/** The task that a prompt asks for, if the rehearsal knows it. */
export function findTask(prompt: string): Task | undefined {
  return tasks.find((candidate) => candidate.matches.test(prompt));
}

/** The rehearsal's next answer: what a run that stands here needs next, and nothing else. */
export function decideTurn(conversation: Conversation): Turn {
  const { prompt, step, outputs, tools } = conversation;
  if (tools.size === 0) return { text: 'Rehearsal without a model' };
  const files = filesOf(conversation);
  if (step === 0) {
    if (!tools.has('read')) return { text: `${label} ${howToConnect}` };
    return {
      reasoning: 'I only know the sample repository. Its package.json tells whether this is it.',
      text: `${label} I look which repository this is.`,
      calls: [files.read('package.json')],
    };
  }
  const [packageFile = '', ...later] = outputs;
  if (!packageFile.includes(`"name": "${sampleName}"`)) {
    return {
      text: `This is not the sample repository, and without a model I can do nothing in another one; I changed nothing.\n\n${howToConnect}`,
    };
  }
  const task = findTask(prompt);
  if (!task) {
    return {
      text: `Without a model I only know these tasks in the sample repository:\n\n${offers}\n\n${howToConnect}`,
    };
  }
  const missing = task.needs.filter((tool) => !tools.has(tool));
  if (missing.length > 0) {
    return { text: `For this I need tools that I was not given: ${missing.join(', ')}.` };
  }
  const turn = task.steps[step - 1]?.(later, files);
  return turn ? withAdditions(turn, conversation.additions) : { text: 'That is all I know to do.' };
}

/** A script cannot take up what is added on the way; the person should hear so at the end. */
function withAdditions(turn: Turn, additions: readonly string[]): Turn {
  if (turn.calls || additions.length === 0) return turn;
  const added = additions.map((text) => `“${text.slice(0, 200)}”`).join(', ');
  return { ...turn, text: `${turn.text}\n\nYou added ${added}: a script cannot take that up.` };
}
