import type { NewEvent } from '../../../contracts/events.ts';

/** The events of one append: more than a batch can take. */
export function manyEvents(append: number): NewEvent[] {
  return Array.from({ length: 150 }, (_, index) => ({
    type: 'sandbox.ended',
    data: { sandboxId: 'sbx', cause: '' },
    key: `${append}/${index}`,
    at: '2026-01-01T00:00:00.000Z',
  }));
}
