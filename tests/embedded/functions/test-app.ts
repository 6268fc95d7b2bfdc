import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const nodeModules = path.resolve(import.meta.dirname, '../../../node_modules');

/**
 * Writes a function app of one ES module into a folder of its own, which finds the packages of
 * this repository. Returns the folder and what removes it.
 */
export function writeApp(main: string): { directory: string; remove: () => void } {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'harvest-app-'));
  symlinkSync(nodeModules, path.join(directory, 'node_modules'));
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ main: 'main.mjs' }));
  writeFileSync(path.join(directory, 'main.mjs'), main);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
