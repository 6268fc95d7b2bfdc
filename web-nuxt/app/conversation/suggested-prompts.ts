/** What one can ask of the sample repository; the first leads to a branch. */
export const suggestedPrompts = [
  { icon: 'i-lucide-bug', text: 'Make the failing test pass.' },
  { icon: 'i-lucide-book-open', text: 'Explain what this library does.' },
  { icon: 'i-lucide-file-text', text: 'Write a usage section in the README.' },
  { icon: 'i-lucide-plus', text: 'Add a function `longestDuration` with a test.' },
] as const;
