import { plainText } from './plain-text.ts';
import type { Style } from './style.ts';

export type Check = { name: string; ok: boolean; detail: string; fix?: string | undefined };

/** What `harvest doctor` found, with what to do about each problem. */
export function checkLines(checks: readonly Check[], style: Style): string {
  const lines = checks.map(({ name, ok, detail, fix }) => {
    const mark = ok ? style.green('✓') : style.red('✗');
    const advice = fix === undefined ? '' : `  → ${plainText(fix)}\n`;
    return `${mark} ${name}: ${plainText(detail)}\n${advice}`;
  });
  const failed = checks.filter(({ ok }) => !ok).length;
  const verdict = failed === 0 ? 'All is well.' : `${failed} of ${checks.length} need attention.`;
  return `${lines.join('')}\n${verdict}\n`;
}
