/** What `PROFILE=boilerplate npm test` leaves out; what is new runs for both profiles. */
const NOT_OF_THE_BOILERPLATE = [
  // Keys, analyses, MCP and pages: only Clara has them.
  ...['analysis', 'browser', 'files', 'mcp', 'keys', 'leaks', 'multipart', 'pages', 'tasks', 'uploads'],
  ...['example', 'guides', 'http', 'rerun', 'proof/reset-race', 'proof/tasks'],
  // These run for both profiles by themselves.
  ...['boilerplate', 'matrix', 'openapi', 'package', 'product-name', 'refusals'],
  // These know no profile; the proofs among them are slow, and of money once it is beyond its calls.
  ...[
    'architecture',
    'bench',
    'bundles',
    'capacity',
    'dynamodb',
    'jwt',
    'settings',
    'stack',
    'stripe-stand-in',
  ],
  ...['table', 'proof/ledger', 'proof/payments', 'proof/restore'],
];

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
    ...(process.env.PROFILE === 'boilerplate'
      ? NOT_OF_THE_BOILERPLATE.map((name) => `<rootDir>/test/${name}(/|[.]test[.]ts$)`)
      : []),
  ],
  modulePathIgnorePatterns: ['<rootDir>/.build', '<rootDir>/.local', '<rootDir>/.serverless'],
  maxWorkers: 2,
  testTimeout: 120_000,
};
