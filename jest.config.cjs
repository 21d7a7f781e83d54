/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  cacheDirectory: '<rootDir>/.cache/jest',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
  testEnvironment: 'node',
  // The program and the packages are Node's own business: docs/decisions/0006-specs-load-the-program-once.md
  runtime: '<rootDir>/test/support/jest/runtime.cjs',
  // Specs, and what they share under test/.
  transform: {
    '^.+\\.(t|mj)s$': ['@swc/jest', {
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
  testTimeout: 30_000,
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/support/jest/sequencer.cjs',
  // Nothing keeps a worker alive, but giving back its memory takes longer than the half second that jest allows.
  workerGracefulExitTimeout: 10_000,
};
