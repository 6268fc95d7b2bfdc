/**
 * Text that was written by a model, a tool or a repository, made safe for a terminal. Each control
 * character becomes visible by itself, so that it does not matter where a stream was cut: escape
 * sequences lose their escape, and characters that turn the direction of text are spelled out.
 * Newlines and tabs stay; carriage returns go.
 */
export function plainText(text: string): string {
  return text.replaceAll('\r', '').replace(unsafe, visible);
}

/** The same, in one line of at most `width` characters. */
export function oneLine(text: string, width = 200): string {
  const line = plainText(text).replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : line;
}

const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const controlPictures = 0x2400;

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(controlPictures + code);
  if (code === 0x7f) return '\u2421';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
