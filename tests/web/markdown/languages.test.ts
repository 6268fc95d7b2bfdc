import { expect, test } from 'vitest';
import { languageOf } from '../../../web-nuxt/app/markdown/languages.ts';

test.each([
  ['ts', 'typescript'],
  ['TypeScript', 'typescript'],
  ['sh', 'bash'],
  ['vue', 'vue'],
  ['cobol', undefined],
  ['', undefined],
])('%s is coloured as %s', (name, language) => expect(languageOf(name)).toBe(language));
