/** The tests that `PROFILE=boilerplate npm test` leaves out: files and folders; any other runs for both profiles. */
const NOT_OF_THE_BOILERPLATE = [
  // Of keys, analyses, MCP and pages, which only Clara has.
  'analysis|browser|checker|example|files|keys|leaks|mcp|multipart|pages|tasks|uploads|proof/(reset-race|tasks)',
  // Start Clara itself, as `boilerplate.test.ts` starts the boilerplate.
  'http|stack',
  // Are of both profiles wherever they run.
  'boilerplate|matrix|openapi|package|product-name|refusals',
  // Know no profile; the proof takes minutes, and is of money beneath the calls.
  'architecture|bench|bundles|capacity|dynamodb|guides|jwt|rerun|settings|stripe-stand-in|table|proof/payments',
].map((names) => `<rootDir>/test/(${names})(/|[.]test[.]ts$)`);

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          experimental: { keepImportAttributes: true },
          target: 'es2024',
          parser: { syntax: 'typescript', importAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  setupFilesAfterEnv: ['<rootDir>/test/support/declared-answers.ts'],
  globalSetup: '<rootDir>/test/support/start.js',
  globalTeardown: '<rootDir>/test/support/stop.js',
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.PROFILE === 'boilerplate' ? NOT_OF_THE_BOILERPLATE : []),
  ],
  modulePathIgnorePatterns: ['<rootDir>/.build', '<rootDir>/.local', '<rootDir>/.serverless'],
  maxWorkers: 2,
  testTimeout: 120_000,
};
