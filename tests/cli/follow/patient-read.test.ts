import { expect, test } from 'vitest';
import { ApiError } from '../../../cli/errors.ts';
import { patientRead } from '../../../cli/follow/patient-read.ts';
import { problem, type ErrorCode } from '../../../contracts/errors.ts';
import type { SessionEvent } from '../../../contracts/events.ts';

async function readAll(refusal: ErrorCode) {
  let reads = 0;
  const read = async function* (): AsyncGenerator<SessionEvent> {
    reads += 1;
    if (reads === 1) throw new ApiError(problem(refusal));
  };
  const events: SessionEvent[] = [];
  for await (const event of patientRead(read, new AbortController().signal)) events.push(event);
  expect(events).toEqual([]);
  return reads;
}

test('a service that answers that it is still starting is waited for', async () => {
  expect(await readAll('unavailable')).toBe(2);
});

test('a service that refuses is not asked again', async () => {
  await expect(readAll('session_unknown')).rejects.toThrow(problem('session_unknown').title);
});
