/** Longer lines make browsers slow, and nobody reads them. */
const longest = 5_000;

// Control characters but the tab, and marks that show nothing or change the direction of what follows.
const hidden =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000a-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * A line of code as a reviewer should see it: characters that would be hidden, or would hide what
 * the others say, have their number instead, and very long lines are cut.
 */
export function codeLine(line: string): string {
  const cut = line.length > longest ? `${line.slice(0, longest)}…` : line;
  return cut.replace(hidden, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}
