import { expect, it } from 'vitest';
import {
  applyPresence,
  forgetAbsent,
  presenceTimeoutMs,
  type Presence,
  type PresenceFrame,
} from '../../contracts/presence.ts';

const ann = { id: 'ann', name: 'Ann' };
const frame = (clientId: string, more: Partial<PresenceFrame> = {}): PresenceFrame => ({
  kind: 'presence',
  clientId,
  person: ann,
  state: 'viewing',
  at: '2026-01-01T00:00:00.000Z',
  ...more,
});

it('knows who is here, what they do, and that one person may be here twice', () => {
  const presence: Presence = new Map();
  expect(applyPresence(presence, frame('page-0001', { place: 'a.ts' }), 10)).toBe('joined');
  expect(applyPresence(presence, frame('page-0002'), 10)).toBe('joined');
  expect(applyPresence(presence, frame('page-0001', { state: 'typing' }), 20)).toBe('changed');
  expect([...presence.values()]).toEqual([
    { clientId: 'page-0001', person: ann, state: 'typing', heardAt: 20 },
    { clientId: 'page-0002', person: ann, state: 'viewing', heardAt: 10 },
  ]);
});

it('takes leave at once, also of somebody who was not here', () => {
  const presence: Presence = new Map();
  applyPresence(presence, frame('page-0001'), 10);
  for (const clientId of ['page-0001', 'page-0002'])
    expect(applyPresence(presence, frame(clientId, { state: 'left' }), 20)).toBe('left');
  expect(presence.size).toBe(0);
});

it('forgets by its own clock whoever has been silent for too long', () => {
  const presence: Presence = new Map();
  applyPresence(presence, frame('page-0001'), 0);
  applyPresence(presence, frame('page-0002'), 1);
  expect(forgetAbsent(presence, presenceTimeoutMs - 1)).toBe(false);
  expect(forgetAbsent(presence, presenceTimeoutMs)).toBe(true);
  expect([...presence.keys()]).toEqual(['page-0002']);
});
