import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { lackedRoom } from '../../adapters/full-disk.ts';

it('believes a program that there was no room, though there is some by now', async () => {
  const said = 'fatal: unable to write loose object file: No space left on device';
  expect(await lackedRoom(tmpdir(), said)).toBe(true);
  expect(await lackedRoom(tmpdir(), 'fatal: unable to write loose object file')).toBe(false);
});
