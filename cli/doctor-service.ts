import { access, constants, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { Health } from '../contracts/api.ts';
import type { Check } from './render/check-lines.ts';

const minFreeBytes = 2 * 1024 ** 3;
const timeoutMs = 3_000;

/** Checks that the port of `origin` is free here, or that it is Harvest that has it. */
export async function checkPort(origin: string): Promise<Check> {
  const name = 'service';
  const health = await healthAt(origin);
  if (health !== null) {
    // Its settings are its own: those of the person who asks may be others.
    const model = health.rehearsal ? 'without a model' : 'with a model';
    const detail = `Harvest ${health.version} runs at ${origin}, ${model}`;
    return { name, ok: true, detail };
  }
  const { hostname, port } = new URL(origin);
  const ok = await isFree(hostname, Number(port || 80));
  return {
    name,
    ok,
    detail: ok ? `not running; port ${port} is free` : `something else has port ${port}`,
    fix: 'End the other program, or set HARVEST_PORT to a free port.',
  };
}

/** Checks that what is durable can be written, and that there is room for it. */
export async function checkHome(home: string): Promise<Check> {
  const name = 'storage';
  const folder = await nearestExisting(home);
  if (!(await isWritableFolder(folder))) {
    const fix = 'Set HARVEST_HOME to a folder that you may write.';
    return { name, ok: false, detail: `${folder} cannot be written`, fix };
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return {
    name,
    ok: free >= minFreeBytes,
    detail: `${home} has ${(free / 1024 ** 3).toFixed(1)} GB free`,
    fix: 'Free 2 GB or more, or set HARVEST_HOME to a folder on a larger disk.',
  };
}

const connections: ReadonlyArray<readonly [label: string, ...names: string[]]> = [
  ['an OpenAI-compatible endpoint', 'HARVEST_MODEL_URL'],
  ['Anthropic', 'ANTHROPIC_API_KEY'],
  ['OpenAI', 'OPENAI_API_KEY'],
  ['Azure OpenAI', 'AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_API_KEY'],
  ['OpenRouter', 'OPENROUTER_API_KEY'],
];

const addresses = ['HARVEST_MODEL_URL', 'AZURE_OPENAI_ENDPOINT'];

/** Says which models are connected, by the names of the settings alone. */
export function checkModels(env: NodeJS.ProcessEnv): Check {
  const name = 'models';
  const halfSet = connections.flatMap(([, ...names]) => {
    const missing = names.filter((each) => !env[each]);
    return missing.length < names.length ? missing : [];
  });
  if (halfSet.length > 0) {
    const detail = `${halfSet.join(', ')} is missing`;
    return { name, ok: false, detail, fix: 'Set it, or unset the setting that goes with it.' };
  }
  const [odd] = addresses.filter((each) => env[each] && !/^https?:\/\/[^/]/.test(env[each]));
  if (odd !== undefined) {
    const detail = `${odd} is no address that begins with http:// or https://`;
    return { name, ok: false, detail, fix: 'Set it to the whole address of the endpoint.' };
  }
  const labels = connections.filter(([, ...names]) => names.every((each) => env[each]));
  const detail =
    labels.map(([label]) => label).join(', ') ||
    'none set here: started from here, the built-in rehearsal answers. Set HARVEST_MODEL_URL or a provider’s key.';
  return { name, ok: true, detail };
}

async function healthAt(origin: string): Promise<z.infer<typeof Health> | null> {
  try {
    const answer = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(timeoutMs) });
    return Health.parse(await answer.json());
  } catch {
    return null;
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, host, () => server.close(() => done(true)));
  });
}

async function isWritableFolder(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** The folder that would have to be written to make `path`. */
async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found || dirname(path) === path ? path : nearestExisting(dirname(path));
}
