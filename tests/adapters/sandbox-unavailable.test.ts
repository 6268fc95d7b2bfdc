import { expect, it } from 'vitest';
import { UnavailableSandboxes } from '../../adapters/sandbox/unavailable.ts';

it('says in one line why no run can start, and has nothing to look after', async () => {
  const sandboxes = new UnavailableSandboxes();
  const failure: unknown = await sandboxes.create().catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'SandboxError', code: 'sandbox_failed' });
  expect(String(failure)).toMatch(/No provider of sandboxes is connected/);
  expect(String(failure)).not.toContain('\n');
  expect(await sandboxes.list()).toEqual([]);
  expect(await sandboxes.state()).toMatchObject({ phase: 'ended' });
  expect(sandboxes.isEndpoint()).toBe(false);
});
