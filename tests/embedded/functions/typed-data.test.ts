import { expect, it } from 'vitest';
import { toTypedData, type TypedData } from '../../../embedded/functions/app/typed-data.ts';

/** As the library reads what the Functions host sends; counts the texts that are no JSON. */
function read({ string, json }: TypedData, noJson: string[]): unknown {
  if (string === undefined) return JSON.parse(json ?? 'null');
  try {
    return JSON.parse(string);
  } catch {
    noJson.push(string);
    return string;
  }
}

const texts = [
  ...['', ' ', 'prm_0123', '2026-01-01T00:00:00.000Z', '0123', 'application/json', '-', 'nullable'],
  ...['"quoted"', '"half', '{"a":1}', '[1]', ' {}', 'true', 'false', 'null', '7', '-1.5e3', '1e5x'],
];

it.each(texts)('says of %j what the Functions host would', (text) => {
  expect(read(toTypedData(text), [])).toEqual(read({ string: text }, []));
});

it('spares the library the attempt to read identifiers, times and media types as JSON', () => {
  const noJson: string[] = [];
  for (const text of ['prm_0123', '2026-01-01T00:00:00.000Z', 'application/json', 'ses_1'])
    read(toTypedData(text), noJson);
  expect(noJson).toEqual([]);
});
