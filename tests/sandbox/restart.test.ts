import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Phase } from '../../contracts/events.ts';
import { newId } from './support/ids.ts';
import { branch, startLab, type SandboxLab } from './support/sandbox-lab.ts';

// The agent starts twice, which is some seconds of work even for an idle processor.
vi.setConfig({ testTimeout: 120_000 });

let lab: SandboxLab;

afterEach(() => lab.close());

test('a run whose sandbox was killed goes on in a fresh one and is committed once', async () => {
  lab = await startLab({
    files: { '.harvest/start.sh': 'echo started >> ../starts\nsleep 600 &\n' },
    script: ({ prompt, step }) => {
      if (prompt.includes('continue with the task')) return { text: 'Finished it.' };
      // The lock is what a git leaves that is killed at its work.
      const command = 'echo hello > hello.txt; touch .git/index.lock; echo written; sleep 600';
      return step === 0 ? { tools: [{ name: 'bash', args: { command } }] } : { text: 'unexpected' };
    },
  });
  const first = await lab.boot();
  await lab.ready();
  const run = lab.run('Write a file.');
  await lab.command('POST', '/runs', run);
  await lab.control.until(() =>
    lab.control.frames.find((f) => f.kind === 'tool' && f.part.output?.includes('written')),
  );

  const snapshotId = newId('snp');
  expect(await lab.provider.park(first, snapshotId)).toEqual({ snapshotId });
  expect(await lab.provider.state(first)).toMatchObject({ phase: 'ended' });
  const second = await lab.boot(snapshotId);
  await lab.ready();
  await lab.command('POST', '/runs', run);
  expect(await lab.turn(run.runId)).toMatchObject({
    outcome: 'completed',
    summary: 'Finished it.',
  });
  const published = await lab.publish(run.runId);
  expect(published.body).toMatchObject({ files: 1, additions: 1 });

  expect((await lab.command('POST', '/park')).status).toBe(200);
  const later = newId('snp');
  expect(await lab.provider.park(second, later)).toEqual({ snapshotId: later });
  const third = await lab.boot(later);
  await finishedPhase('sync');
  expect(await lab.publish(run.runId)).toEqual(published);
  await finishedPhase('start');
  const starts = join(lab.directory, 'home/sandboxes', third, 'w/starts');
  expect(await readFile(starts, 'utf8')).toBe('started\n'.repeat(3));
  expect(await lab.origin.git('rev-list', '--count', `main..${branch}`)).toBe('1');
});

test('a run that cannot be synced fails with the cause, having written nothing', async () => {
  lab = await startLab({
    script: ({ step }) =>
      step === 0
        ? { tools: [{ name: 'bash', args: { command: 'echo early > early.txt' } }] }
        : { text: 'unexpected' },
    limits: { cloneMs: 100_000 },
  });
  const first = await lab.boot();
  await lab.ready();
  expect((await lab.command('POST', '/park')).status).toBe(200);
  const snapshotId = newId('snp');
  expect(await lab.provider.park(first, snapshotId)).toEqual({ snapshotId });

  const git = Promise.withResolvers<void>();
  lab.control.state.gitIsUp = git.promise;
  await lab.boot(snapshotId);
  await lab.ready();
  const run = lab.run('Write a file.');
  await lab.command('POST', '/runs', run);
  await lab.control.until(() => lab.control.frames.find((frame) => frame.kind === 'tool'));
  git.reject(new Error('down'));
  const failed = { outcome: 'failed', failure: { code: 'sync_failed' } };
  expect(await lab.turn(run.runId)).toMatchObject(failed);
  expect((await lab.command('POST', '/workspace/file', { path: 'early.txt' })).status).toBe(404);

  const later = lab.run('Write a file.');
  await lab.command('POST', '/runs', later);
  expect(await lab.turn(later.runId)).toMatchObject(failed);
  expect(await lab.publish(later.runId)).toMatchObject({ body: { code: 'sync_failed' } });
  expect(lab.model.calls).toHaveLength(1);
});

test('a setup hook that fails makes the sandbox unusable and shows its log', async () => {
  lab = await startLab({
    files: { '.harvest/setup.sh': 'echo preparing; echo broken >&2; exit 3\n' },
    script: () => ({ text: 'unexpected' }),
  });
  await lab.boot();
  const unusable = await lab.control.until(() =>
    lab.control.items.find(({ body }) => body.kind === 'unusable'),
  );
  const { failure } = unusable.body as { failure?: { code: string; message: string } };
  expect(failure?.code).toBe('setup_failed');
  expect(failure?.message).toContain('exit code 3. Mend the script, commit it and try again.');
  // The streams are two, so their lines have no certain order.
  expect(failure?.message.split('\n').slice(1).toSorted()).toEqual(['broken', 'preparing']);
  const lines = lab.control.items.flatMap(({ body }) =>
    body.kind === 'event' && body.event.type === 'phase.log' && body.event.data.phase === 'setup'
      ? body.event.data.lines
      : [],
  );
  expect(lines.toSorted()).toEqual(['broken', 'preparing']);
  const run = lab.run('Anything');
  await lab.command('POST', '/runs', run);
  expect(await lab.turn(run.runId)).toMatchObject({
    outcome: 'failed',
    failure: { code: 'setup_failed' },
  });
});

test('a setup hook that does not end is cut off', async () => {
  lab = await startLab({
    files: { '.harvest/setup.sh': 'sleep 600 & sleep 600\n' },
    script: () => ({ text: 'unexpected' }),
    limits: { setupMs: 500 },
  });
  await lab.boot();
  const unusable = await lab.control.until(() =>
    lab.control.items.find(({ body }) => body.kind === 'unusable'),
  );
  expect(unusable.body).toMatchObject({ failure: { code: 'setup_timeout' } });
});

test('a sandbox that the control plane has dismissed ends by itself', async () => {
  lab = await startLab({ script: () => ({ text: 'unexpected' }) });
  const sandboxId = await lab.boot();
  await lab.ready();
  lab.control.state.refuseWith = 410;
  await expect
    .poll(() => lab.provider.state(sandboxId), { timeout: 30_000 })
    .toMatchObject({ phase: 'ended' });
});

function finishedPhase(phase: Phase): Promise<true> {
  return lab.control.until(
    () =>
      lab.control.items.some(
        ({ body }) =>
          body.kind === 'event' &&
          body.event.type === 'phase.finished' &&
          body.event.data.phase === phase,
      ) || undefined,
  );
}
