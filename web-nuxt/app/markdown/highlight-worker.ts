import { colourHtml, colourLines, type ColourToken } from './highlighter.ts';
import type { Language } from './languages.ts';

/** What is asked of the worker; its answer has the same `id`. */
export type ColourRequest = { id: number; as: 'html' | 'lines'; code: string; language: Language };
/** `coloured` is missing where it failed. */
export type ColourAnswer = { id: number; coloured?: string | ColourToken[][] };

addEventListener('message', (event: MessageEvent<ColourRequest>) => {
  const { id, as, code, language } = event.data;
  const colour = as === 'html' ? colourHtml : colourLines;
  colour(code, language).then(
    (coloured) => postMessage({ id, coloured } satisfies ColourAnswer),
    () => postMessage({ id } satisfies ColourAnswer),
  );
});
