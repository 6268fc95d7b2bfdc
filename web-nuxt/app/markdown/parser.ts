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

/** A block of the document: code to be coloured, or HTML that is safe to insert. */
export type MarkdownBlock =
  | { kind: 'html'; html: string }
  | { kind: 'code'; language: string; code: string };

/** Longer lines make browsers slow, and nobody reads them. */
const longLine = 5_000;

/** Splits into top-level blocks. `cache` keeps what did not change since the text was shorter. */
export function parseMarkdown(text: string, cache: Map<string, MarkdownBlock>): MarkdownBlock[] {
  const source = shortenLines(plainText(text));
  const env = {};
  const tokens = markdown.parse(source, env);
  const lines = source.split('\n');
  const blocks: MarkdownBlock[] = [];
  let start = 0;
  let depth = 0;
  tokens.forEach((token, index) => {
    depth += token.nesting;
    if (depth !== 0) return;
    const group = tokens.slice(start, index + 1);
    start = index + 1;
    if (token.type === 'fence' || token.type === 'code_block') {
      const language = token.info.trim().split(/\s/, 1)[0] ?? '';
      blocks.push({ kind: 'code', language, code: token.content });
      return;
    }
    const [from, to] = group[0]?.map ?? [0, 0];
    const key = lines.slice(from, to).join('\n');
    let block = cache.get(key);
    if (!block) {
      block = { kind: 'html', html: markdown.renderer.render(group, markdown.options, env) };
      cache.set(key, block);
    }
    blocks.push(block);
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
