import { expect, test } from 'vitest';
import { requestText } from '../../../web-nuxt/app/changes/request-text.ts';

test('says where, repeats the line, and cannot be broken out of by it', () => {
  const place = { path: 'src/a.ts', side: 'new', line: 12 } as const;
  expect(requestText(place, 'return 1;', 'Return 2.')).toBe(
    'In `src/a.ts`, line 12:\n\n```\nreturn 1;\n```\n\nReturn 2.',
  );
  expect(requestText(place, '````', 'Why?')).toContain('\n`````\n````\n`````\n');
  expect(requestText({ ...place, side: 'old' }, 'x', 'Keep it.')).toContain('before your changes');
  expect(requestText(place, 'x'.repeat(900), 'y').length).toBeLessThan(400);
});
