import type { Conversation } from './conversation.ts';
import { readTestReport, tellTests } from './test-report.ts';
import type { ToolCall, Turn } from './turn.ts';

/** Something that the rehearsal can do in the sample repository. */
export type Task = {
  /** A prompt that asks for it, as it is offered to people. */
  offer: string;
  /** Whether a prompt asks for it. */
  matches: RegExp;
  /** The tools that it cannot do without. */
  needs: readonly string[];
  /**
   * The answers after the repository has been recognised, one for each step. Each sees what the
   * tools answered to the calls before it (without the one that recognised the repository), and
   * ends the run early by calling nothing.
   */
  steps: ReadonlyArray<(outputs: readonly string[], files: Files) => Turn>;
};

/** Calls of the agent's tools on files of the repository, by their path in it. */
export type Files = {
  read(path: string): ToolCall;
  write(path: string, content: string): ToolCall;
  edit(path: string, before: string, after: string): ToolCall;
  shell(command: string, description: string): ToolCall;
};

/** The tools' calls; the agent wants absolute paths when it has said where it works. */
export function filesOf({ directory }: Pick<Conversation, 'directory'>): Files {
  const filePath = (path: string): string => (directory ? `${directory}/${path}` : path);
  return {
    read: (path) => ({ tool: 'read', input: { filePath: filePath(path) } }),
    write: (path, content) => ({ tool: 'write', input: { filePath: filePath(path), content } }),
    edit: (path, before, after) => ({
      tool: 'edit',
      input: { filePath: filePath(path), oldString: before, newString: after },
    }),
    shell: (command, description) => ({ tool: 'bash', input: { command, description } }),
  };
}

/** The command that runs the sample's tests. */
export const runTests = (files: Files): ToolCall => files.shell('node --test', 'Run the tests');

/** What to say when tests should pass after a change: what the runner said, good or bad. */
export function reportTests(output: string, done: string): Turn {
  const report = readTestReport(output);
  if (!report) return { text: `${done}\n\nBut ${noTests(output)}` };
  if (report.failed === 0) return { text: `${done}\n\nThe proof: ${tellTests(report)}.` };
  return {
    text: `${done}\n\nBut that is not enough: ${tellTests(report)}. Still failing: ${report.failures.join('; ')}.`,
  };
}

/** What to say when the test runner did not report. */
export function noTests(output: string): string {
  const line = output.trim().split('\n')[0]?.slice(0, 200) ?? '';
  return `the tests did not run here. \`node --test\` (Node 22.18 or later) answered: ${line || 'nothing'}`;
}
