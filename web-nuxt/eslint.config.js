import vue from 'eslint-plugin-vue';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { housePlugin } from '../scripts/lint/house.mjs';

export default defineConfig(
  { ignores: ['.nuxt/', '.output/'] },
  tseslint.configs.recommended,
  vue.configs['flat/recommended'],
  { languageOptions: { parserOptions: { tsconfigRootDir: import.meta.dirname } } },
  {
    files: ['app/**'],
    plugins: { house: housePlugin },
    rules: {
      'house/imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
      // The formatter lays out templates.
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-closing-bracket-spacing': 'off',
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/singleline-html-element-content-newline': 'off',
    },
  },
  {
    // Their names are addresses, or the framework's.
    files: ['app/{pages,layouts}/**', 'app/error.vue'],
    rules: { 'vue/multi-word-component-names': 'off' },
  },
);
