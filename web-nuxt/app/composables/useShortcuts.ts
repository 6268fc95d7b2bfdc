import { shallowRef } from 'vue';
import { useSingleKeys } from './useSingleKeys.ts';

export type Shortcut = { keys: string[]; does: string };

/** What the keyboard does everywhere; `?` lists it. */
export const shortcuts: Shortcut[] = [
  { keys: ['meta', 'K'], does: 'Find a page or a session' },
  { keys: ['C'], does: 'New session' },
  { keys: ['G', 'S'], does: 'Sessions' },
  { keys: ['G', 'R'], does: 'Repositories' },
  { keys: ['G', 'T'], does: 'Stats' },
  { keys: ['G', 'E'], does: 'Settings' },
  { keys: ['J', 'K'], does: 'Changes: the next file, the one before' },
  { keys: ['V'], does: 'Changes: mark the file as viewed' },
  { keys: ['/'], does: 'Write a prompt, or search the list' },
  { keys: ['Enter'], does: 'Send what is written (Shift-Enter: a new line)' },
  { keys: ['Escape'], does: 'Leave the field or dialog' },
  { keys: ['?'], does: 'This list' },
];

/** Listens to them. `help` is whether the list is open. */
export function useShortcuts() {
  const help = shallowRef(false);
  const to = (path: string) => () => void navigateTo(path);

  useSingleKeys({
    c: to('/'),
    'g-s': to('/sessions'),
    'g-r': to('/repositories'),
    'g-t': to('/stats'),
    'g-e': to('/settings'),
    '?': () => (help.value = true),
    '/': focusField,
  });
  return { help };
}

function focusField(): void {
  const field = document.querySelector<HTMLElement>('main textarea, [role=search] input, textarea');
  field?.focus();
}
