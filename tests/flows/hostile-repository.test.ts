import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { cli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';

/** Leaves a trace where the agent would load it. */
const plugin = `import { writeFileSync } from 'node:fs';
writeFileSync('/w/repo/loaded', '');
export default async () => ({});
`;
const oddNames = ['with space.txt', `quo"te's.txt`, 'new\nline.txt', '-dash.txt'];

test('a repository that is broken, hostile and oddly named is worked on like any other', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using elsewhere = await GitRepository.create({ 'mine.txt': 'mine\n' });
  const mine = join(elsewhere.directory, 'mine.txt');
  await using repository = await GitRepository.create({
    ...Object.fromEntries(oddNames.map((name) => [name, 'old\n'])),
    'opencode.json': '{ "model": 7, "plugin": [',
    '.opencode/plugin/evil.js': plugin,
  });
  await symlink(mine, join(repository.directory, 'out.txt'));
  await repository.git('add', 'out.txt');
  await repository.git('commit', '-q', '-m', 'Lead out');

  const writeAll = 'for f in ./*.txt; do echo new > "$f"; done; ls -A';
  const prompt = promptWithScript('Change all', [bash(writeAll), { text: 'Done.' }]);
  const run = await cli(service, 'run', '--repo', repository.directory, prompt);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toContain(`changes  ${oddNames.length} files`);
  const seen = model.requests.at(-1)?.outputs.join();
  expect(seen).toContain('-dash.txt');
  expect(seen).not.toMatch(/loaded|opencode\.json/);

  const [session] = (await service.api.call('listSessions')).items;
  const sessionId = session?.sessionId ?? '';
  const { stdout } = await cli(service, 'diff', sessionId);
  expect(stdout.match(/^\+new$/gm)).toHaveLength(oddNames.length);
  expect(await cli(service, 'merge', sessionId)).toMatchObject({ code: 0 });
  for (const name of oddNames)
    expect(await readFile(join(repository.directory, name), 'utf8')).toBe('new\n');
  expect(await readFile(mine, 'utf8')).toBe('mine\n');
  expect(await repository.git('ls-files', '.opencode', 'opencode.json', 'loaded')).toBe(
    '.opencode/plugin/evil.js\nopencode.json\n',
  );
}, 120_000);
