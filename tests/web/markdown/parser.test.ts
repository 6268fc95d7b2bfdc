import { expect, test } from 'vitest';
import { markdownSource, parseMarkdown } from '../../../web-nuxt/app/markdown/parser.ts';

const html = (text: string): string =>
  parseMarkdown(markdownSource(text))
    .map((block) => (block.kind === 'html' ? block.html : `<code>${block.code}</code>`))
    .join('');

test('HTML of the text is text', () => {
  const shown = html('<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> <b>x</b>');
  expect(shown).not.toMatch(/<(?:script|img|b)/);
  expect(shown).toContain('&lt;script&gt;');
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  '//evil.example/x',
  'file:///x',
])('a link to %s is no link', (url) => {
  expect(html(`[press](${url})`)).not.toContain('<a ');
});

test('a link opens elsewhere and learns nothing', () => {
  expect(html('[docs](https://example.com/a)')).toContain(
    '<a href="https://example.com/a" target="_blank" rel="noopener noreferrer nofollow">docs</a>',
  );
});

test('an image is a link, so that nothing is fetched', () => {
  const shown = html('![a "cat"](https://example.com/cat.png)');
  expect(shown).not.toContain('<img');
  expect(shown).toContain('href="https://example.com/cat.png"');
});

test('terminal codes and marks that turn the direction are left out', () => {
  expect(html('\u001b[31mred\u001b[0m and \u202egpj.exe')).toBe('<p>red and gpj.exe</p>\n');
});

test('a line of a megabyte is cut', () => {
  expect(html('x'.repeat(1_000_000)).length).toBeLessThan(10_000);
});

test('code is left to the highlighter, with its language', () => {
  expect(parseMarkdown('Look:\n\n```ts title=a\nlet a = 1;\n```').at(-1)).toEqual({
    kind: 'code',
    line: 2,
    language: 'ts',
    code: 'let a = 1;\n',
  });
});
