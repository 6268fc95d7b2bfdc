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
  expect(actor.ask(park(1, 1))).toEqual({ ok: true, park: true, resting: null });
  expect(actor.ask(parked(1, 1))).toEqual({ ok: true, former: null });
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
  expect(actor.ask(park(2, 2))).toMatchObject({ park: true });
  expect(actor.ask(parked(2, 2))).toEqual({ ok: true, former: snapshotId(1) });
  expect(actor.ask(parked(2, 2))).toEqual({ ok: true, former: null });
});

it('lets a run wait while its sandbox is being parked', () => {
  const actor = idle();
  actor.ask(park(1, 1));
  expect(actor.enqueue(2)).toMatchObject({ action: 'run', sandboxId: null });
  expect(actor.ask(occupy(2, 2))).toEqual({ ok: true, wait: true, sandboxId: sandboxId(1) });
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

it('is not deleted as unused while it is used, or was since', () => {
  const unusedSince = '2026-01-02T00:00:00.000Z';
  const refused = { ok: false, code: 'run_active' };
  const remove = { type: 'delete', unusedSince } as const;
  const working = new Actor();
  working.enqueue(1);
  expect(working.ask(remove)).toMatchObject(refused);
  expect(idle().ask(remove), 'its sandbox is there').toMatchObject(refused);
  const parkedOne = idle();
  parkedOne.ask(park(1, 1));
  parkedOne.ask(parked(1, 1));
  const early = { ...remove, unusedSince: parkedOne.state.changedAt };
  expect(parkedOne.ask(early)).toMatchObject(refused);
  expect(parkedOne.ask(remove)).toMatchObject({ ok: true, snapshotId: snapshotId(1) });
  expect(parkedOne.ask(early), 'it is on its way').toMatchObject({ ok: true });
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
  expect(new Actor().ask({ type: 'delete' })).toEqual({
    ok: true,
    ...{ sandboxId: null, snapshotId: null, instanceId: null },
  });
});

it('refuses everything while it is being deleted, until it is forgotten', () => {
  const actor = idle();
  const left = actor.ask({ type: 'delete' });
  expect(actor.enqueue(2)).toEqual({ ok: false, code: 'session_unknown' });
  expect(actor.ask(occupy(1, 2))).toEqual({ ok: false, code: 'session_unknown' });
  expect(actor.ask({ type: 'delete' })).toEqual(left);
  expect(actor.deleted).toBe(false);
  expect(actor.ask({ type: 'forget' })).toEqual({ ok: true });
  expect(actor.deleted).toBe(true);
});

it('says which snapshot is of no more use when a sandbox is gone that left a newer one', () => {
  const actor = idle();
  actor.ask(park(1, 1));
  actor.ask(parked(1, 1));
  actor.enqueue(2);
  actor.ask(occupy(2, 2));
  const gone = { type: 'sandboxGone', sandboxId: sandboxId(2), cause: 'It had ended.' } as const;
  const left = { ...gone, snapshotId: snapshotId(2) };
  expect(actor.ask(left)).toEqual({ ok: true, former: snapshotId(1) });
  expect(actor.ask(left)).toEqual({ ok: true, former: null });
  expect(actor.state.snapshotId).toBe(snapshotId(2));
});
