// Jest runs CommonJS. Nest 12 and a few of its friends are published as pure ES modules, so they are down-levelled, too; so is
// @fastify/cookie, which imports one of them dynamically.
const ESM_PACKAGES = ['@nestjs', '@fastify/cookie', 'cookie', 'content-disposition', 'kysely', 'load-esm', 'file-type', 'strtok3', 'token-types', '@tokenizer', '@borewit', 'uint8array-extras'];

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
  testEnvironment: 'node',
  runtime: '<rootDir>/test/support/jest/runtime.cjs',
  transform: {
    '^.+\\.(t|j|mj)s$': ['@swc/jest', {
      swcrc: false,
      module: { type: 'commonjs' },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        keepClassNames: true,
      },
    }],
  },
  transformIgnorePatterns: [`node_modules/(?!(${ESM_PACKAGES.join('|')})/)`],
  testTimeout: 30_000,
  maxWorkers: 2,
};
