import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../cli/settings.ts';
import { readToken } from '../../cli/token.ts';

test('the token comes from its file, and what keeps it from being read is said', async () => {
  const home = mkdtempSync(join(tmpdir(), 'harvest-token-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const settings = readSettings({ HARVEST_HOME: home });
  const file = join(home, 'token');
  await expect(readToken(settings)).rejects.toThrow(`There is no token in ${file}.`);
  writeFileSync(file, 'the token\n');
  expect(await readToken(settings)).toBe('the token');
  rmSync(file);
  // Root may read every file, but no folder.
  mkdirSync(file);
  await expect(readToken(settings)).rejects.toThrow(`${file} cannot be read (EISDIR).`);
});
