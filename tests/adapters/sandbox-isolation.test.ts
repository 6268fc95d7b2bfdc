import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeIsolation, systemFiles } from '../../adapters/sandbox/isolation.ts';
import { descendants, isRunning } from '../../adapters/sandbox/process-identity.ts';
import { LocalFiles } from '../../adapters/sandbox/local-files.ts';
import { rootCommand, userCommand } from '../../adapters/sandbox/sandbox-command.ts';
import { newId } from '../sandbox/support/ids.ts';
import { startProbeLab } from '../sandbox/support/probe-lab.ts';

const secret = 'the-service-token-of-this-machine';

// A machine of a developer may have none; where the product is judged, it has to.
const skipped = (await probeIsolation()) === 'none' && !process.env['CI'];

test('what the service keeps is hidden where it is among the files that sandboxes see', () => {
  expect(systemFiles(tmpdir()).hidden).toEqual([]);
  const system = systemFiles('/usr/bin');
  const programs = { node: '/n', supervisor: '/s', plugin: '/p', opencode: '/o' };
  const directories = { root: '/r', passwd: '/e', group: '/g' };
  for (const command of [userCommand, rootCommand]) {
    const args = command(programs, directories, system).args.join(' ');
    expect(args).toMatch(/--ro-bind-try \/usr \/usr .*--tmpfs \/usr\/bin /);
  }
});

describe.skipIf(skipped)('a sandbox in namespaces', () => {
  const first = newId('sbx');
  const second = newId('sbx');
  let lab: Awaited<ReturnType<typeof startProbeLab>>;
  let provider: ReturnType<typeof lab.provider>;

  beforeAll(async () => {
    lab = await startProbeLab();
    provider = lab.provider();
    await provider.create(lab.request(first));
    await provider.create(lab.request(second));
    await writeFile(join(lab.directory, 'home/token'), secret, { mode: 0o644 });
    await lab.shell(second, `echo ${secret} > /w/repo/private; chmod 644 /w/repo/private`);
  });

  afterAll(async () => {
    for (const sandboxId of [first, second]) await provider.terminate(sandboxId);
    await lab.close();
  });

  test('is nobody special, inside and outside', async () => {
    expect(await provider.isolated()).toBe(true);
    const uid = Number(await lab.shell(first, 'id -u'));
    expect(uid).toBeGreaterThan(0);
    expect(await lab.shell(first, 'cut -d" " -f1,2,3 /proc/self/uid_map | tr -s " "')).not.toMatch(
      /^ ?0 0/,
    );
    expect(await lab.shell(first, 'grep CapEff /proc/self/status')).toMatch(/:\s*0{16}$/);
    expect(await lab.shell(first, 'id -un; hostname')).toBe('agent\nsandbox');
  });

  test('sees no other sandbox and nothing of the service', async () => {
    const { root } = new LocalFiles(join(lab.directory, 'home')).sandbox(second);
    for (const path of [join(root, 'repo/private'), join(lab.directory, 'home/token'), '/root']) {
      expect(await lab.shell(first, `ls ${path}`)).toContain('No such file or directory');
    }
    expect(await lab.shell(first, `ls ${import.meta.dirname}`)).toContain('No such file');
    expect(await lab.shell(first, 'cat /etc/shadow')).toContain('No such file or directory');
    expect(await lab.shell(first, `grep -rl ${secret} /w /tmp /run /mnt /home /var`)).not.toContain(
      'private',
    );
  });

  test('sees no process and no environment but its own', async () => {
    expect(await lab.shell(first, 'ls -d /proc/[0-9]* | wc -l')).toMatch(/^[1-9]$/);
    expect(await lab.shell(first, 'cat /proc/*/environ')).not.toContain('VITEST');
    expect(await lab.shell(first, 'cat /proc/*/cmdline')).not.toContain('vitest');
  });

  test('can write nowhere but in its own directory', async () => {
    const places =
      '/usr/bin /etc/ssl /opt/harvest/plugin.js /opt/harvest/bin/node /proc/sys/kernel/hostname';
    expect(await lab.shell(first, `for p in ${places}; do test -w $p && echo $p; done`)).toBe('');
    expect(await lab.shell(first, 'touch /w/x /tmp/x && echo written')).toBe('written');
  });

  test('runs the given Node as `node`, and git', async () => {
    expect(await lab.shell(first, 'node --version')).toMatch(/^v24\./);
    expect(await lab.shell(first, 'git --version')).toMatch(/^git version/);
  });

  test('ends with all its processes, those in other sessions included', async () => {
    await lab.shell(second, 'setsid sleep 600 > /dev/null 2>&1 &');
    const files = new LocalFiles(join(lab.directory, 'home'));
    const record = await files.readRecord(second);
    const tree = await descendants(record?.pid ?? 0);
    expect(tree.length).toBeGreaterThanOrEqual(3);
    await provider.terminate(second);
    for (const member of tree) expect(await isRunning(member)).toBe(false);
  });
});
