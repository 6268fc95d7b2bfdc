import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Frame } from '../../contracts/frames.ts';
import { ControlPlane } from '../../sandbox/supervisor/control-plane.ts';
import { LiveChannel } from '../../sandbox/supervisor/live-channel.ts';
import { startFakeControlPlane } from './support/fake-control-plane.ts';

const sessionId = 'ses_0123456789';
const frame: Frame = { kind: 'checkpoint', runId: 'run_0123456789', parts: [] };

let plane: Awaited<ReturnType<typeof startFakeControlPlane>>;
let channel: LiveChannel;

beforeEach(async () => {
  const tokens = { control: 'control-token', git: 'git-token' };
  plane = await startFakeControlPlane({ sessionId, tokens, origin: '/nowhere' });
});

afterEach(async () => {
  channel.close();
  await plane.close();
});

/** A channel whose first address leads nowhere, as when the hub was down or the grant too old. */
function startChannel(): string[] {
  const failures: string[] = [];
  channel = new LiveChannel({
    sessionId,
    firstUrl: 'ws://127.0.0.1:1/',
    endpoint: 'http://127.0.0.1:1',
    control: new ControlPlane(plane.url, 'control-token'),
    log: (message) => failures.push(message),
  });
  channel.start();
  return failures;
}

test('a connection that fails at first is tried again with a fresh grant', async () => {
  plane.state.refuseWith = 503;
  const failures = startChannel();
  await expect.poll(() => failures.length, { timeout: 10_000 }).toBeGreaterThan(1);
  plane.state.refuseWith = 0;
  const arrived = () => {
    channel.send(frame);
    return plane.frames[0];
  };
  await expect.poll(arrived, { timeout: 10_000 }).toEqual(frame);
});
