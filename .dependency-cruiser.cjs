/**
 * Who may import whom. `npm run lint` and tests/house/import-rules.test.ts hold the sources against these rules; the
 * reasons behind them are in ARCHITECTURE.md.
 */
const node = '(^|/)node_modules/';
const npm = (names) => `${node}(${names})/`;
const indexOf = (libs) => `^libs/${libs}/src/index[.]ts$`;
const tests = '[.]test[.]ts$|/test(-support)?/|^tests/';
/** Where a package, a process or (with `node --require`) a preloaded module begins. */
const entries = '^(libs|services|deploy|bench)/.+/(index|main|[a-z-]+-main|sql-tracing|sql-recorder)[.]ts$';
/** Programs about the system, not of it: they may look behind the libraries. */
const tools = '^(deploy|bench|tests)/|^libs/testkit/|^prisma/tools/';

/**
 * The parser does not tell `import type` apart. These files take each other's types, which no build turns into a cycle; a
 * test of its own looks for cycles of what is left.
 */
const typesOnly = ['^libs/runtime/src/(open-)?telemetry[.]ts$', '^libs/testkit/src/discord/gateway/'];

const anywhere = [
  { name: 'no-cycles', from: { pathNot: typesOnly }, to: { circular: true } },
  { name: 'everything-resolves', from: {}, to: { couldNotResolve: true } },
  {
    name: 'declared-dependencies',
    comment: 'What a package imports stands in the dependencies of its own package.json.',
    from: { path: '^(libs|services|deploy|bench)/', pathNot: tests },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-dead-files',
    comment: 'Every source file is reached from the index of its package or from a process.',
    from: { path: entries },
    to: { path: '^(libs|services|deploy|bench)/.+/src/', pathNot: [tests, entries], reachable: false },
  },
];

const packages = [
  {
    name: 'no-service-to-service',
    comment: 'Services are linked by subjects alone.',
    from: { path: '^services/([^/]+)/' },
    to: { path: '^services/', pathNot: '^services/$1/' },
  },
  {
    name: 'no-lib-to-service',
    from: { path: '^libs/' },
    to: { path: '^(services|deploy|bench|tests)/' },
  },
  {
    name: 'libs-by-their-name',
    comment: 'A library is imported as @synapse/<lib>: what its index does not export is its own.',
    from: { path: '^(libs|services|deploy|bench)/([^/]+)/', pathNot: tests },
    to: { path: '^libs/', pathNot: ['^$1/$2/', indexOf('[^/]+')] },
  },
  {
    name: 'contracts-only-schemas',
    comment:
      'A digest is part of the contract where it is stored and compared; it needs nothing from outside.',
    from: { path: '^libs/contracts/src/', pathNot: tests },
    to: { pathNot: ['^libs/contracts/src/', npm('@sinclair/typebox'), '^(node:)?crypto$'] },
  },
  {
    name: 'economy-is-pure',
    comment: 'No I/O, no package but contracts: replaying the same entries gives the same rows.',
    from: { path: '^libs/economy/src/', pathNot: tests },
    to: { pathNot: ['^libs/economy/src/', indexOf('contracts')] },
  },
  {
    name: 'runtime-knows-no-lib',
    from: { path: '^libs/runtime/src/', pathNot: tests },
    to: { path: '^libs/', pathNot: '^libs/runtime/src/' },
  },
  {
    name: 'bus-and-store-know-only-contracts',
    from: { path: '^libs/(bus|store)/src/', pathNot: tests },
    to: { path: '^libs/', pathNot: ['^libs/$1/src/', indexOf('contracts')] },
  },
  {
    name: 'client-knows-only-bus-and-contracts',
    from: { path: '^libs/client/src/', pathNot: tests },
    to: { path: '^libs/', pathNot: ['^libs/client/src/', indexOf('(bus|contracts)')] },
  },
  {
    name: 'http-knows-only-contracts-and-runtime',
    from: { path: '^libs/http/src/', pathNot: tests },
    to: { path: '^libs/', pathNot: ['^libs/http/src/', indexOf('(contracts|runtime)')] },
  },
  {
    name: 'pages-are-served-as-files',
    comment:
      'What pages themselves import is watched by tests/house/page-imports.test.ts: no parser here reads JSX.',
    from: { path: '^(libs|services|deploy|bench)/' },
    to: { path: '^web/' },
  },
  {
    name: 'testkit-stays-out-of-production',
    from: { path: '^(libs|services)/', pathNot: [tests, '^libs/testkit/'] },
    to: { path: '^libs/testkit/' },
  },
];

const drivers = [
  {
    name: 'nats-only-in-bus',
    from: { pathNot: ['^libs/bus/', tools, tests] },
    to: { path: npm('@nats-io') },
  },
  {
    name: 'postgres-only-in-store',
    from: { pathNot: ['^libs/store/', tools, tests] },
    to: { path: npm('pg|prisma|@prisma') },
  },
  {
    name: 'generated-client-only-in-store',
    from: { pathNot: '^libs/store/src/' },
    to: { path: '^libs/store/src/generated/' },
  },
  {
    name: 'discord-only-at-its-doors',
    from: {
      pathNot: [
        '^services/ingest-gateway/',
        '^services/bot/',
        '^services/admin/src/sign-in/',
        '^libs/testkit/src/discord/',
        tests,
      ],
    },
    to: { path: npm('@discordjs|discord[.]js|discord-api-types') },
  },
  {
    name: 'fastify-only-in-http-servers',
    from: { pathNot: ['^libs/http/', '^services/(query|admin)/', '^bench/', tests] },
    to: { path: npm('fastify|@fastify') },
  },
];

module.exports = {
  forbidden: [...anywhere, ...packages, ...drivers].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // TypeScript 7 has no compiler API that the cruiser could parse with.
    parser: 'swc',
    exclude: { path: '^(libs|services|deploy|bench)/[^ ]*/?(dist|coverage|out)/' },
    doNotFollow: { path: [node, '^libs/store/src/generated/'] },
    webpackConfig: { fileName: require.resolve('./tests/house/resolve-sources.cjs') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
