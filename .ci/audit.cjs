#!/usr/bin/env node
// Asks the registry for advisories about what production installs. Ends with 1 when one is high or critical, and with 0 when
// there is none, or when nobody can be asked: a registry that is away says nothing about our dependencies.
const { spawnSync } = require('node:child_process');

const SERIOUS = ['high', 'critical'];
const ARGS = [
  'audit',
  '--package-lock-only',
  '--omit=dev',
  '--json',
  '--fetch-retries=0',
  '--fetch-timeout=30000',
];

const { stdout = '', error } = spawnSync('npm', [...ARGS, ...process.argv.slice(2)], { encoding: 'utf8' });
const report = parsed(stdout);
const found = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) =>
  SERIOUS.includes(severity),
);

if (!report.metadata?.vulnerabilities) {
  const said = error?.message ?? report.message ?? report.error?.summary ?? 'npm said nothing';
  console.log(`audit: DID NOT RUN, the registry answers no audits (${said})`);
} else if (found.length === 0) {
  console.log('audit: no advisory of high or critical severity');
} else {
  for (const { name, via } of found) {
    // The names of others through which it is reached are strings.
    for (const { severity, range, title, url } of via.filter((one) => typeof one === 'object')) {
      console.log(`audit: ${severity}: ${name} ${range}: ${title} ${url}`);
    }
  }
  console.log('audit: upgrade these, or override them in package.json; then npm install, npm ci --dry-run');
  process.exitCode = 1;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
