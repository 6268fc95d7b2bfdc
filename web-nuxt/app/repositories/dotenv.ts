import { VariableName } from '../../../contracts/repositories.ts';

/** Variables by name; `problem` says what is wrong with the first line that is none. */
export type ParsedVariables =
  | { ok: true; variables: Record<string, string> }
  | { ok: false; problem: string };

/**
 * Reads `NAME=value` lines, as they stand in `.env` files: empty lines and `#` comments are left
 * out, `export` and a pair of quotes around a value are taken off. A line's value is never part of
 * a problem, as it may be a secret.
 */
export function parseVariables(text: string): ParsedVariables {
  const variables: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    const equals = entry.indexOf('=');
    if (equals < 0) return refused(index, 'this is not NAME=value');
    const name = entry
      .slice(0, equals)
      .replace(/^export\s+/, '')
      .trim();
    const checked = VariableName.safeParse(name);
    if (!checked.success)
      return refused(index, `the name ${checked.error.issues[0]?.message ?? 'is not valid'}`);
    variables[name] = unquoted(entry.slice(equals + 1).trim());
  }
  return { ok: true, variables };
}

function refused(index: number, why: string): ParsedVariables {
  return { ok: false, problem: `Line ${index + 1}: ${why}.` };
}

function unquoted(value: string): string {
  const [, , inner] = /^(["'])([^]*)\1$/.exec(value) ?? [];
  return inner ?? value;
}
