import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { determinism } from './scripts/lint/determinism.mjs';
import { housePlugin } from './scripts/lint/house.mjs';

export default defineConfig(
  { ignores: ['**/dist/', '**/.nuxt/', '**/.output/', '**/.wxt/'] },
  tseslint.configs.recommended,
  { languageOptions: { parserOptions: { tsconfigRootDir: import.meta.dirname } } },
  {
    files: ['**/*.ts'],
    // The clients have their own compiler settings, and are checked by their own tools.
    ignores: ['web-nuxt/**', 'extension/**'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  {
    plugins: { house: housePlugin },
    rules: { 'house/imports': 'error' },
  },
  { files: ['orchestrations/*.ts'], rules: determinism },
  {
    // durable-functions awaits these handlers, though it declares them to return nothing.
    files: ['entities/**', 'tests/embedded/durable/app/**'],
    rules: { '@typescript-eslint/no-misused-promises': 'off' },
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
