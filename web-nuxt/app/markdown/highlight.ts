import type { ColourAnswer, ColourRequest } from './highlight-worker.ts';
import type { ColourToken } from './highlighter.ts';
import { languageOf } from './languages.ts';

/** Colouring takes longer than reading would be worth. */
const tooLong = 60_000;

/**
 * The code as coloured HTML for both themes; undefined where the language is unknown, the code too
 * long, or the browser cannot do it.
 */
export async function highlight(code: string, name: string): Promise<string | undefined> {
  return (await ask('html', code, name)) as string | undefined;
}

/** The same, as the coloured pieces of each line. */
export async function highlightLines(
  code: string,
  name: string,
): Promise<ColourToken[][] | undefined> {
  return (await ask('lines', code, name)) as ColourToken[][] | undefined;
}

type Coloured = ColourAnswer['coloured'];

/** Compiling a grammar takes a fifth of a second, so it is not done where people scroll and type. */
let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, (coloured: Coloured) => void>();

function ask(as: ColourRequest['as'], code: string, name: string): Promise<Coloured> {
  const language = languageOf(name);
  if (!language || code.length > tooLong || typeof Worker === 'undefined')
    return Promise.resolve(undefined);
  worker ??= startWorker();
  lastId += 1;
  const request: ColourRequest = { id: lastId, as, code, language };
  const answer = new Promise<Coloured>((resolve) => waiting.set(request.id, resolve));
  worker.postMessage(request);
  return answer;
}

function startWorker(): Worker {
  const started = new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<ColourAnswer>) => {
    waiting.get(data.id)?.(data.coloured);
    waiting.delete(data.id);
  });
  // It could not be loaded: code stays plain, and the next piece tries again.
  started.addEventListener('error', () => {
    worker = undefined;
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  });
  return started;
}
