import type { ToolPart } from '../../../contracts/parts.ts';

export type ToolWords = { verb: string; subject: string; icon: string };

const words: Record<string, { verb: string; icon: string }> = {
  bash: { verb: 'Ran', icon: 'i-lucide-square-terminal' },
  read: { verb: 'Read', icon: 'i-lucide-file-text' },
  write: { verb: 'Wrote', icon: 'i-lucide-file-plus-2' },
  edit: { verb: 'Edited', icon: 'i-lucide-file-pen-line' },
  patch: { verb: 'Patched', icon: 'i-lucide-file-pen-line' },
  apply_patch: { verb: 'Patched', icon: 'i-lucide-file-pen-line' },
  glob: { verb: 'Searched files', icon: 'i-lucide-folder-search' },
  grep: { verb: 'Searched', icon: 'i-lucide-search' },
  list: { verb: 'Listed', icon: 'i-lucide-list-tree' },
  todowrite: { verb: 'Planned', icon: 'i-lucide-list-checks' },
  todoread: { verb: 'Read the plan', icon: 'i-lucide-list-checks' },
  webfetch: { verb: 'Fetched', icon: 'i-lucide-globe' },
  task: { verb: 'Delegated', icon: 'i-lucide-bot' },
  question: { verb: 'Asked', icon: 'i-lucide-message-circle-question-mark' },
};

/** Says in one line what a tool call did. */
export function toolWords({ tool, title, input }: ToolPart): ToolWords {
  const { verb, icon } = words[tool] ?? { verb: tool, icon: 'i-lucide-wrench' };
  const named = [input.command, input.filePath, input.pattern, input.path, input.url].find(
    (value) => typeof value === 'string',
  );
  const subject = tool === 'bash' ? (named ?? title) : (title ?? named);
  return { verb, icon, subject: String(subject ?? '').split('\n', 1)[0] ?? '' };
}
