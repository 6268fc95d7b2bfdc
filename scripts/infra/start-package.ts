// node scripts/infra/start-package.ts FOLDER: starts a package on this machine, from a copy that has
// nothing around it, asks the app for its health, and opens the console as a browser does.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSingleMachine } from '../../embedded/single-machine.ts';
import { proveConsole } from './prove-console.ts';

const [folder = 'dist/package'] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'harvest-package-'));
try {
  const app = join(scratch, 'app');
  cpSync(resolve(folder), app, { recursive: true });
  const machine = await startSingleMachine({ root: app, home: join(scratch, 'home'), port: 0 });
  try {
    const { status } = await fetch(`${machine.url}/api/health`);
    if (status !== 200)
      throw new Error(`${folder} answers with ${status} when asked for its health.`);
    console.log(`${folder}: starts on one machine, too`);
    console.log(`${folder}: ${await proveConsole(machine)}`);
  } finally {
    await machine.stop();
  }
} finally {
  rmSync(scratch, { recursive: true });
}
process.exit();
