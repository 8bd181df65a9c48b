/** Unit tests lie beside the code, suites over several packages in tests/. All run from source: no build is needed for them. */
const swc = (tsx) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx },
      transform: { react: { runtime: 'automatic', importSource: 'preact' } },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

module.exports = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/libs',
    '<rootDir>/services',
    '<rootDir>/web',
    '<rootDir>/deploy',
    '<rootDir>/bench',
    '<rootDir>/tests',
  ],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  transform: { '^.+\\.ts$': swc(false), '^.+\\.tsx$': swc(true) },
  moduleNameMapper: {
    '^@synapse/(contracts|economy|bus|client|store|http|runtime|testkit)$': '<rootDir>/libs/$1/src/index.ts',
    '^@synapse/web-kit$': '<rootDir>/web/kit/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: '<rootDir>/tests/setup/start-servers.ts',
  globalTeardown: '<rootDir>/tests/setup/stop-servers.ts',
  maxWorkers: 2,
  testTimeout: 30_000,
};
