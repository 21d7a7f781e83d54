// Specs run in jest's sandbox, a fresh one for each file. The program and the packages do not: Node loads them once for each
// worker, as it does for `npm start`, and every file of that worker uses them.
const { createRequire, isBuiltin } = require('node:module');
const { join, sep } = require('node:path');
const { default: Runtime } = require('jest-runtime');
require('./program.cjs');

const ROOT = join(__dirname, '..', '..', '..');
const TESTS = join(ROOT, 'test') + sep;
const SPEC = /\.(e2e-)?spec\.ts$/;

// What is made in the sandbox and asked `instanceof` outside, or the other way round; and Reflect, which carries what decorators note.
const SHARED = ['Reflect', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError', 'Date', 'Map', 'Set'];

module.exports = class ProgramRuntime extends Runtime {
  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    for (const name of SHARED) environment.global[name] = globalThis[name];
  }

  requireModuleOrMock(from, name) {
    if (isBuiltin(name) || name === '@jest/globals') return super.requireModuleOrMock(from, name);
    const nodes = createRequire(from);
    const file = nodes.resolve(name);
    return file.startsWith(TESTS) || SPEC.test(file) ? super.requireModuleOrMock(from, name) : nodes(file);
  }
};
