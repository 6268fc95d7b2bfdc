import { afterAll, beforeAll, expect, test } from 'vitest';
import { branch, startLab, type SandboxLab } from './support/sandbox-lab.ts';

let lab: SandboxLab;

beforeAll(async () => {
  lab = await startLab({
    files: { 'AGENTS.md': 'Always be brief.\n' },
    script: ({ prompt, step, toolOutputs }) => {
      if (prompt.includes('refuse me')) return { error: { status: 400, message: 'bad thing' } };
      if (prompt.includes('write a file')) {
        if (step > 0) return { text: `Written: ${toolOutputs.at(-1)}` };
        const command = 'echo hello > hello.txt; id -u; env | grep -c TOKEN';
        return { reasoning: 'I should write it.', tools: [{ name: 'bash', args: { command } }] };
      }
      return { text: 'nothing to do' };
    },
  });
  await lab.boot();
  await lab.ready();
}, 60_000);

afterAll(() => lab.close());

test('a run is shown live, kept in parts, and published as one commit', async () => {
  const run = lab.run('Please write a file.', { effort: 'high' });
  expect((await lab.command('POST', '/runs', run)).status).toBe(202);
  const turn = await lab.turn(run.runId);
  expect(turn).toMatchObject({ outcome: 'completed' });
  const published = await lab.publish(run.runId);
  expect(await lab.origin.git('show', `${branch}:hello.txt`)).toBe('hello');
});
