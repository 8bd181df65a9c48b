import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { root, sourceFiles } from './source-files';

interface Alert {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}

const { groups } = parse(readFileSync(join(root, 'deploy/telemetry/alerts.yaml'), 'utf8')) as {
  groups: { rules: Alert[] }[];
};
const alerts = groups.flatMap(({ rules }) => rules);

const dashboardsFolder = join(root, 'deploy/telemetry/grafana/dashboards');
const dashboards = readdirSync(dashboardsFolder).map(
  (file) =>
    JSON.parse(readFileSync(join(dashboardsFolder, file), 'utf8')) as {
      title: string;
      panels: { title: string; targets: { expr: string }[] }[];
    },
);

const expressions: [where: string, expression: string][] = [
  ...alerts.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      panel.targets.map(({ expr }): [string, string] => [`${title}: ${panel.title}`, expr]),
    ),
  ),
];

/** Names of all instruments in the sources, as the exporter writes them. */
const instruments = new Set(
  sourceFiles()
    .filter(({ path }) => /^(libs|services)\/.*\.ts$/.test(path) && !path.includes('.test.'))
    .flatMap(({ path, text }) => {
      const made = [...text.matchAll(/\.create(Observable)?(\w+)\(\s*'(\w+)'/g)].map(
        ([, , kind = '', name = '']) => ({ kind, name }),
      );
      // The gateway gives its own a common beginning.
      const short = path.startsWith('services/ingest-gateway/')
        ? [...text.matchAll(/\b(count|gauge)\(\s*'(\w+)'/g)].map(([, kind = '', name = '']) => ({
            kind: kind === 'count' ? 'Counter' : 'Gauge',
            name: `synapse_gateway_${name}`,
          }))
        : [];
      return [...made, ...short].flatMap(exported);
    }),
);

function exported({ kind, name }: { kind: string; name: string }): string[] {
  if (kind === 'Counter') return [name.endsWith('_total') ? name : `${name}_total`];
  return kind === 'Histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
}

/** Metrics that an expression names; `null` when it is none. */
function metricsIn(expression: string): string[] | null {
  const names: string[] = [];
  let isWrong = false;
  parser.parse(expression).iterate({
    enter: ({ type, name, from, to, node }) => {
      if (type.isError) isWrong = true;
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector')
        names.push(expression.slice(from, to));
    },
  });
  return isWrong ? null : names;
}

test.each(expressions)('%s reads metrics that there are', (_, expression) => {
  const names = metricsIn(expression);
  expect(names).not.toEqual([]);
  expect(names?.filter((name) => name !== 'up' && !instruments.has(name))).toEqual([]);
});

test('an expression that is wrong, or a metric that nobody makes, would be found', () => {
  expect(metricsIn('sum(rate(synapse_x[5m])')).toBeNull();
  expect(metricsIn('sum(rate(synapse_gateway_fact_total[5m]))')).toEqual(['synapse_gateway_fact_total']);
  expect(instruments.has('synapse_gateway_fact_total')).toBe(false);
});

test.each(alerts.map((alert) => [alert.alert, alert] as const))('%s has its page', (name, alert) => {
  expect(['page', 'ticket']).toContain(alert.labels.severity);
  const file = name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
  expect(alert.annotations.runbook).toBe(`docs/runbook/${file}.md`);
  const page = readFileSync(join(root, alert.annotations.runbook), 'utf8');
  expect(page.match(/^#.*$/gm)).toEqual([
    `# ${name}`,
    '## What it means',
    '## What to look at',
    '## What to do',
  ]);
});

test('there is no page without an alert', () => {
  expect(readdirSync(join(root, 'docs/runbook'))).toHaveLength(alerts.length);
});
