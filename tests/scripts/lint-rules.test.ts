import { resolve } from 'node:path';
import { type ESLint, Linter } from 'eslint';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const load = (file: string): Promise<unknown> => import(resolve(root, 'scripts/lint', file));
const { housePlugin } = (await load('house.mjs')) as { housePlugin: ESLint.Plugin };
const { determinism } = (await load('determinism.mjs')) as { determinism: Linter.RulesRecord };

/** The messages of the house rule for `code` in `file`. */
function imports(file: string, code: string): string[] {
  const linter = new Linter({ cwd: root });
  const config: Linter.Config = {
    files: ['**/*.ts'],
    plugins: { house: housePlugin },
    rules: { 'house/imports': 'error' },
  };
  return linter.verify(code, config, resolve(root, file)).map(({ message }) => message);
}

describe('the house', () => {
  test.each([
    ['contracts/api.ts', "import { z } from 'zod';"],
    ['core/session.ts', "import '../contracts/ids.ts';"],
    ['adapters/scm/local.ts', "import '../../core/ports/scm.ts'; import 'node:path';"],
    ['embedded/durable/engine.ts', "import '../functions/log.ts';"],
    ['orchestrations/activities/a.ts', "import '../../adapters/services.ts'; import '../b.ts';"],
    ['cli/main.ts', "import about from '../package.json';"],
    ['tests/core/session.test.ts', "import '../../embedded/main.ts';"],
  ])('%s may contain %s', (file, code) => {
    expect(imports(file, code)).toEqual([]);
  });

  test.each([
    ['contracts/api.ts', "import '../core/session.ts';", 'core/'],
    ['core/session.ts', "import { readFile } from 'node:fs';", 'node:fs'],
    ['core/session.ts', "import x from '@azure/functions/types';", '@azure/functions'],
    ['core/ports/scm.ts', "export * from '../../adapters/ids.ts';", 'adapters/'],
    ['adapters/ids.ts', "const x = await import('../embedded/main.ts');", 'embedded/'],
    ['orchestrations/run.ts', "import '../adapters/services.ts';", 'adapters/'],
    ['embedded/main.ts', "import '../functions/http/git.ts';", 'functions/'],
    ['cli/main.ts', "export { x } from '../core/session.ts';", 'core/'],
  ])('%s must not contain %s', (file, code, named) => {
    expect(imports(file, code)).toEqual([expect.stringContaining(named)]);
  });
});

describe('an orchestrator', () => {
  const check = (code: string) => new Linter().verify(code, { rules: determinism });

  test.each([
    'Date.now();',
    'new Date();',
    'Date();',
    'Math.random();',
    'crypto.randomUUID();',
    "fetch('http://x');",
    'setTimeout(f, 1);',
    'process.env;',
    'async function f() {}',
    'const f = async () => {};',
    'await f();',
    "import fs from 'node:fs';",
  ])('must not contain %s', (code) => {
    expect(check(code).map(({ fatal }) => fatal ?? false)).toEqual([false]);
  });

  test('may convert the time of its context and wait durably', () => {
    const code = `export function* run(context) {
      const due = new Date(context.df.currentUtcDateTime.getTime() + 1_000);
      yield context.df.createTimer(due);
    }`;
    expect(check(code)).toEqual([]);
  });
});
