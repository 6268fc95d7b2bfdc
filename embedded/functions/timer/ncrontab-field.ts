export type FieldRange = {
  name: string;
  min: number;
  max: number;
  /** Names for the values from `min` on, in lower case. */
  names?: readonly string[];
};

/**
 * The values that one field of an NCRONTAB expression allows, ascending.
 * `*`, `5`, `mon`, `1-5`, `1-30/5`, `10/15` and lists of these.
 *
 * @throws an Error that quotes the part which is wrong.
 */
export function parseField(text: string, range: FieldRange): number[] {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|[^-/*]+)(?:-([^-/*]+))?(?:\/(\d+))?$/.exec(part);
    const first = match?.[1];
    if (!match || first === undefined || (first === '*' && match[2] !== undefined)) {
      throw fieldError(part, range);
    }
    const from = first === '*' ? range.min : parseValue(first, range);
    const step = match[3] === undefined ? 1 : Number(match[3]);
    const openEnd = first === '*' || match[3] !== undefined;
    const to = match[2] !== undefined ? parseValue(match[2], range) : openEnd ? range.max : from;
    if (step === 0 || to < from) throw fieldError(part, range);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function parseValue(text: string, range: FieldRange): number {
  const index = range.names?.indexOf(text.toLowerCase()) ?? -1;
  const value = index >= 0 ? range.min + index : /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= range.min && value <= range.max)) throw fieldError(text, range);
  return value;
}

function fieldError(part: string, { name, min, max }: FieldRange): Error {
  return new Error(`"${part}" is not a valid ${name} (${min} to ${max})`);
}
