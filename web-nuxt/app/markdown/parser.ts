import MarkdownIt from 'markdown-it';
import { plainText } from '../format/plain-text.ts';

/**
 * Markdown of models and people, which nobody has checked: no HTML, links only to the web and to
 * this service, and images as links, so that nothing is fetched from elsewhere.
 */
const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });

markdown.validateLink = (url) => /^(?:https?:|mailto:|\/(?!\/)|#)/i.test(url.trim());

markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet('target', '_blank');
  tokens[index]?.attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, index, options);
};

markdown.renderer.rules.image = (tokens, index) => {
  const source = String(tokens[index]?.attrGet('src') ?? '');
  const label = tokens[index]?.content || source;
  const { escapeHtml } = markdown.utils;
  return `<a href="${escapeHtml(source)}" target="_blank" rel="noopener noreferrer nofollow">${escapeHtml(label)}</a>`;
};

markdown.renderer.rules.table_open = () => '<div class="md-table"><table>';
markdown.renderer.rules.table_close = () => '</table></div>';

/** A block of the document: code to be coloured, or HTML that is safe to insert. `line` counts from 0. */
export type MarkdownBlock =
  | { kind: 'html'; line: number; html: string }
  | { kind: 'code'; line: number; language: string; code: string };

/** Longer lines make browsers slow, and nobody reads them. */
const longLine = 5_000;

/** Text as it is parsed: without what is invisible, and with its lines cut. */
export function markdownSource(text: string): string {
  return shortenLines(plainText(text));
}

/** Splits into top-level blocks. */
export function parseMarkdown(source: string): MarkdownBlock[] {
  const env = {};
  const tokens = markdown.parse(source, env);
  const blocks: MarkdownBlock[] = [];
  let start = 0;
  let depth = 0;
  tokens.forEach((token, index) => {
    depth += token.nesting;
    if (depth !== 0) return;
    const group = tokens.slice(start, index + 1);
    start = index + 1;
    const line = group[0]?.map?.[0] ?? 0;
    if (token.type === 'fence' || token.type === 'code_block') {
      const language = token.info.trim().split(/\s/, 1)[0] ?? '';
      blocks.push({ kind: 'code', line, language, code: token.content });
      return;
    }
    const html = markdown.renderer.render(group, markdown.options, env);
    blocks.push({ kind: 'html', line, html });
  });
  return blocks;
}

function shortenLines(text: string): string {
  if (text.length <= longLine) return text;
  return text
    .split('\n')
    .map((line) => (line.length > longLine ? `${line.slice(0, longLine)} …` : line))
    .join('\n');
}
