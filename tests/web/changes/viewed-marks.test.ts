import { expect, test } from 'vitest';
import { fingerprint } from '../../../web-nuxt/app/changes/fingerprint.ts';
import {
  marksOf,
  readMarks,
  withMark,
  type ViewedMarks,
} from '../../../web-nuxt/app/changes/viewed-marks.ts';

test('a mark holds for one session, one file and what was in it', () => {
  const seen = fingerprint('+a');
  const all = withMark([], 'ses_1', 'a.ts', seen);
  expect(marksOf(all, 'ses_1')).toEqual({ 'a.ts': seen });
  expect(marksOf(all, 'ses_2')).toEqual({});
  expect(fingerprint('+b')).not.toBe(seen);
  expect(marksOf(withMark(all, 'ses_1', 'a.ts', undefined), 'ses_1')).toEqual({});
});

test('only the sessions of late are remembered', () => {
  let all: ViewedMarks = [];
  for (let index = 0; index < 60; index += 1) all = withMark(all, `ses_${index}`, 'a', 'x');
  expect(all).toHaveLength(50);
  expect(marksOf(all, 'ses_59')).toEqual({ a: 'x' });
  expect(marksOf(all, 'ses_9')).toEqual({});
});

test('what cannot be read was never viewed', () => {
  const all = withMark([], 'ses_1', 'a.ts', 'x');
  expect(readMarks(JSON.stringify(all))).toEqual(all);
  for (const kept of [null, 'not JSON', '{"a":1}', '[["ses_1",{"a":1}]]'])
    expect(readMarks(kept)).toEqual([]);
});
