import { expect, it } from 'vitest';
import { Actor, finishOf, promptId, runId, sandboxId, snapshotId } from './support/actor.ts';

const occupy = (run: number, sandbox: number) =>
  ({ type: 'occupy', runId: runId(run), sandboxId: sandboxId(sandbox) }) as const;
const park = (sandbox: number, afterRun: number) =>
  ({ type: 'park', sandboxId: sandboxId(sandbox), afterRunId: runId(afterRun) }) as const;
const parked = (sandbox: number, snapshot: number | null) =>
  ({
    type: 'parked',
    sandboxId: sandboxId(sandbox),
    snapshotId: snapshot === null ? null : snapshotId(snapshot),
  }) as const;

/** A session whose first run is over and whose sandbox is still there. */
function idle(): Actor {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(occupy(1, 1));
  actor.ask(finishOf(1));
  return actor;
}

it('gives a run a sandbox of its own, and the next run the same one', () => {
  const actor = idle();
  expect(actor.enqueue(2)).toMatchObject({ action: 'run', sandboxId: sandboxId(1) });
  expect(actor.ask(occupy(2, 2))).toEqual({
    ok: true,
    sandboxId: sandboxId(1),
    fresh: false,
    snapshotId: null,
  });
});

it('gives no sandbox to a run that is not the current one', () => {
  expect(idle().ask(occupy(1, 5))).toEqual({ ok: false, code: 'run_unknown' });
});

it('parks a sandbox that idles, and the next run starts from its snapshot', () => {
  const actor = idle();
  expect(actor.ask(park(1, 1))).toEqual({ ok: true, park: true, former: null });
  actor.ask(parked(1, 1));
  expect(actor.status).toBe('parked');
  expect(actor.view.sandboxes.get(sandboxId(1))?.state).toBe('parked');

  actor.enqueue(2);
  expect(actor.ask(occupy(2, 2))).toEqual({
    ok: true,
    sandboxId: sandboxId(2),
    fresh: true,
    snapshotId: snapshotId(1),
  });
  expect(actor.history.at(-1)).toMatchObject({
    type: 'sandbox.started',
    data: { sandboxId: sandboxId(2), from: snapshotId(1) },
  });
  actor.ask(finishOf(2));
  expect(actor.ask(park(2, 2))).toMatchObject({ park: true, former: snapshotId(1) });
});

it('lets a run wait while its sandbox is being parked', () => {
  const actor = idle();
  actor.ask(park(1, 1));
  expect(actor.enqueue(2)).toMatchObject({ action: 'run', sandboxId: null });
  expect(actor.ask(occupy(2, 2))).toEqual({ ok: true, wait: true });
  actor.ask(parked(1, 1));
  expect(actor.ask(occupy(2, 2))).toMatchObject({ fresh: true, snapshotId: snapshotId(1) });
});

it('does not park what works, what has worked since, or what is not there', () => {
  const actor = idle();
  const no = { ok: true, park: false };
  expect(actor.ask(park(7, 1))).toMatchObject(no);
  actor.enqueue(2);
  expect(actor.ask(park(1, 1))).toMatchObject(no);
  actor.ask(finishOf(2));
  expect(actor.ask(park(1, 1))).toMatchObject(no);
  expect(actor.state.parking).toBe(false);
});

it('goes on without a snapshot when there was nothing to keep', () => {
  const actor = idle();
  actor.ask(park(1, 1));
  actor.ask(parked(1, null));
  expect(actor.state).toMatchObject({ sandboxId: null, snapshotId: null, parking: false });
  expect(actor.view.sandboxes.get(sandboxId(1))?.state).toBe('ended');
});

it('lets nobody wait for the parking of a sandbox that is gone', () => {
  const actor = idle();
  actor.ask(park(1, 1));
  actor.ask({ type: 'sandboxGone', sandboxId: sandboxId(1), cause: 'It ended.' });
  actor.enqueue(2);
  expect(actor.ask(occupy(2, 2))).toMatchObject({ fresh: true });
  actor.ask(parked(1, 1));
  expect(actor.state.sandboxId).toBe(sandboxId(2));
});

it('lets nobody wait for the parking of a sandbox that a run has lost', () => {
  const actor = idle();
  actor.ask(park(1, 1));
  actor.enqueue(2);
  actor.ask({ type: 'lost', runId: runId(2), sandboxId: sandboxId(1), cause: 'It ended.' });
  expect(actor.ask(occupy(2, 2))).toMatchObject({ fresh: true });
});

it('keeps the snapshot of a sandbox that is gone, and the sandbox that took its place', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(occupy(1, 1));
  const gone = { sandboxId: sandboxId(1), cause: 'It ended.', snapshotId: snapshotId(1) };
  actor.ask({ type: 'sandboxGone', ...gone });
  expect(actor.ask(occupy(1, 2))).toMatchObject({ fresh: true, snapshotId: snapshotId(1) });
  actor.ask({ type: 'sandboxGone', ...gone });
  expect(actor.state).toMatchObject({ sandboxId: sandboxId(2), snapshotId: snapshotId(1) });
});

it('tells a deletion what has to be ended', () => {
  const actor = idle();
  actor.ask(park(1, 1));
  actor.ask(parked(1, 1));
  actor.enqueue(2);
  actor.ask(occupy(2, 2));
  expect(actor.ask({ type: 'delete' })).toEqual({
    ok: true,
    sandboxId: sandboxId(2),
    snapshotId: snapshotId(1),
    instanceId: promptId(2),
  });
  expect(actor.deleted).toBe(true);
  expect(new Actor().ask({ type: 'delete' })).toEqual({
    ok: true,
    ...{ sandboxId: null, snapshotId: null, instanceId: null },
  });
});
