import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { maxLineLength, readLines } from '../../sandbox/supervisor/lines.ts';
import { runProcess } from '../../sandbox/supervisor/run-process.ts';

async function linesOf(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once('close', resolve));
  return lines;
}

test('lines end in any of the usual ways, wherever the pieces are cut', async () => {
  const text = Buffer.from('one\ntwo\r\n\nfour 🌾\rfive\r\nsix');
  const expected = ['one', 'two', '', 'four 🌾', 'five', 'six'];
  expect(await linesOf([text])).toEqual(expected);
  expect(await linesOf(Array.from(text, (byte) => Buffer.of(byte)))).toEqual(expected);
  expect(await linesOf(['one\r'])).toEqual(['one']);
  expect(await linesOf(['one\n'])).toEqual(['one']);
});

test('of a line that is too long the beginning is told', async () => {
  const long = `${'x'.repeat(maxLineLength)}yz`;
  const expected = ['short', 'x'.repeat(maxLineLength), 'next'];
  expect(await linesOf([`short\n${long}\nnext`])).toEqual(expected);
  expect(await linesOf(['short\n', ...long, '\r', '\n', 'next'])).toEqual(expected);
});

test('a program whose line never ends costs no memory', async () => {
  const before = process.memoryUsage().rss;
  const lengths: number[] = [];
  const result = await runProcess('head', ['-c', '200000000', '/dev/zero'], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 20_000,
    onLine: (line) => lengths.push(line.length),
  });
  expect(result).toMatchObject({ exitCode: 0, timedOut: false });
  expect(lengths).toEqual([maxLineLength]);
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
});
