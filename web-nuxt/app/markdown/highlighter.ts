import { createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import type { Language } from './languages.ts';

/** Each language is loaded when the first block of it is shown. */
const grammars = {
  typescript: () => import('shiki/langs/typescript.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  bash: () => import('shiki/langs/shellscript.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  vue: () => import('shiki/langs/vue.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
} satisfies Record<Language, () => Promise<unknown>>;
let core: Promise<HighlighterCore> | undefined;
const loaded = new Map<Language, Promise<void>>();

/** A piece of a line in one colour; `colours` are the styles for both themes. */
export type ColourToken = { content: string; colours: Record<string, string> };

const colouring = {
  themes: { light: 'github-light-default', dark: 'github-dark-default' },
  defaultColor: false,
  // Its comments are too pale to be read on our surfaces.
  colorReplacements: { 'github-light-default': { '#6e7781': '#57606a' } },
  // The first line pays for the grammar, which takes a slow machine longer than the usual limit.
  tokenizeTimeLimit: 3_000,
  tokenizeMaxLineLength: 2_000,
} as const;

/**
 * The code as coloured HTML for both themes. Runs without WebAssembly, which the content security
 * policy would have to allow.
 */
export async function colourHtml(code: string, language: Language): Promise<string> {
  const highlighter = await highlighterFor(language);
  return highlighter.codeToHtml(code, { lang: language, ...colouring });
}

/** The same, as the coloured pieces of each line. */
export async function colourLines(code: string, language: Language): Promise<ColourToken[][]> {
  const highlighter = await highlighterFor(language);
  const { tokens } = highlighter.codeToTokens(code, { lang: language, ...colouring });
  return tokens.map((line) =>
    line.map(({ content, htmlStyle = {} }) => ({ content, colours: htmlStyle })),
  );
}

async function highlighterFor(language: Language): Promise<HighlighterCore> {
  core ??= createHighlighterCore({
    themes: [
      import('shiki/themes/github-light-default.mjs'),
      import('shiki/themes/github-dark-default.mjs'),
    ],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const highlighter = await core;
  let ready = loaded.get(language);
  if (!ready) {
    ready = grammars[language]().then((module) => highlighter.loadLanguage(module.default));
    loaded.set(language, ready);
  }
  await ready;
  return highlighter;
}
