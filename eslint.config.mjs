import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const clockOnly = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the Clock: only platform/clock reads the time.' },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Ask the Clock: only platform/clock reads the time.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.cache/', 'src/generated/', 'data/', 'public/build/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      // The compiler says it (noUnusedLocals, noUnusedParameters); here it was half of the time of all rules.
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.spec.ts', 'src/platform/clock/**'],
    rules: { 'no-restricted-syntax': ['error', ...clockOnly] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.spec.ts', 'src/platform/config/**'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Only platform/config reads the environment.' }] },
  },
  { files: ['**/*.cjs', '**/*.mjs', 'bin/**', 'public/js/**'], languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable', require: 'readonly', __dirname: 'readonly', __filename: 'readonly', Buffer: 'readonly', document: 'readonly', window: 'readonly', customElements: 'readonly', HTMLElement: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', WebAssembly: 'readonly', URL: 'readonly', fetch: 'readonly', FormData: 'readonly', URLSearchParams: 'readonly', location: 'readonly', navigator: 'readonly', localStorage: 'readonly', MutationObserver: 'readonly', CSS: 'readonly', Event: 'readonly', AbortController: 'readonly', performance: 'readonly' } } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
