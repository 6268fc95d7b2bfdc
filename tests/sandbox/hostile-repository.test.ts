import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { probeIsolation } from '../../adapters/sandbox/isolation.ts';
import { startLab, type SandboxLab } from './support/sandbox-lab.ts';

// The agent's start is seconds of work for an idle processor, and much longer for a busy one.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const serviceSecret = 'a secret of the service';
const modelKey = 'a key of the model provider';
const otherSecret = 'a secret of another session';
const skipped = (await probeIsolation()) === 'none' && !process.env['CI'];

/** Leaves a trace when it is loaded, and another when it is used. */
const plugin = `import { writeFileSync } from 'node:fs';
writeFileSync('/w/home/loaded', '');
export default async () => { writeFileSync('/w/home/used', ''); return {}; };
`;

let lab: SandboxLab;
let elsewhere: string;

beforeAll(async () => {
  vi.stubEnv('HARVEST_MODEL_KEY', modelKey);
  lab = await startLab({
    files: {
      'opencode.json': '{ "model": 7, "plugin": [',
      '.opencode/plugin/evil.js': plugin,
      'AGENTS.md': { link: '/proc/self/environ' },
      'sub/AGENTS.md': { link: '/proc/self/environ' },
      'sub/file.txt': 'harmless\n',
      'notes.txt': { link: '/proc/self/environ' },
    },
    script: ({ prompt, step }) => {
      if (step > 0) return { text: 'Looked.' };
      const [name, argument] = prompt.split(': ');
      return name === 'bash'
        ? { tools: [{ name, args: { command: argument } }] }
        : { tools: [{ name: 'read', args: { filePath: argument } }] };
    },
  });
  elsewhere = join(lab.directory, 'home/sandboxes/sbx_other/w/repo');
  await mkdir(elsewhere, { recursive: true });
  await writeFile(join(elsewhere, 'private'), otherSecret, { mode: 0o644 });
  await writeFile(join(lab.directory, 'home/token'), serviceSecret, { mode: 0o644 });
  await lab.boot();
  await lab.ready();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await lab.close();
});

/** What the model is told in a turn in which it uses one tool: everything, and the tool's output. */
async function use(tool: string, argument: string) {
  const before = lab.model.calls.length;
  const run = lab.run(`${tool}: ${argument}`);
  await lab.command('POST', '/runs', run);
  expect(await lab.turn(run.runId)).toMatchObject({ outcome: 'completed' });
  const calls = lab.model.calls.slice(before);
  return { told: JSON.stringify(calls), output: calls.at(-1)?.toolOutputs.join('\n') ?? '' };
}

test('a broken configuration is not read, and instructions that lead out are not followed', async () => {
  const { told, output } = await use('bash', 'cat /w/repo/sub/file.txt');
  expect(output).toContain('harmless');
  expect(told).not.toContain('HARVEST_MODEL_TOKEN');
});

test('a plugin of the repository does not run, and stays in its branch', async () => {
  const look = 'ls -a /w/home /w/repo; cd /w/repo; git status --porcelain; git ls-files .opencode';
  const { output } = await use('bash', look);
  expect(output).toContain('.opencode/plugin/evil.js');
  expect(output).not.toMatch(/loaded|used|^.D |opencode\.json/m);
});

test.each(['/w/repo/sub/file.txt', '/w/repo/notes.txt'])(
  'reading %s brings no environment into the conversation',
  async (path) => {
    const { told } = await use('read', path);
    expect(told).not.toContain('model-token');
    expect(told).not.toContain('OPENCODE_SERVER_PASSWORD');
  },
);

test.skipIf(skipped)('the agent finds nothing that belongs to others', async () => {
  const places = [lab.directory, elsewhere, join(lab.directory, 'home/token')];
  const looks = [
    ...places.map((place) => `ls -d ${place}; cat ${place}`),
    'env',
    'cat /proc/*/environ /proc/*/cmdline',
    'grep -rs secret /w /tmp /run /home /var /mnt',
  ];
  const { output } = await use('bash', `(${looks.join('; ')}) 2>&1 | tr '\\0' '\\n'; echo done`);
  expect(output).toContain('done');
  expect(output).toContain('No such file or directory');
  for (const secret of [serviceSecret, modelKey, otherSecret]) {
    expect(output).not.toContain(secret);
  }
  for (const token of ['control-token', 'git-token', 'command-token']) {
    expect(output).not.toContain(token);
  }
});
