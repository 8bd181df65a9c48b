import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSpec } from '@synapse/runtime';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { compose, composeText, type Manifest, manifestsIn, serviceNames } from './deployment';
import { specOf } from './environment';
import { root } from './source-files';

/** The linter brings the Compose Specification's schema with it, and exports it not. */
const COMPOSE_SCHEMA = join(root, 'node_modules/dclint/schemas/compose.schema.json');

const requiredOf = (service: string) =>
  describeSpec(specOf(service))
    .filter(({ required }) => required)
    .map(({ name }) => name);

describe('docker-compose.yml', () => {
  test('is a Compose file', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    addFormats(ajv);
    // It names its draft by https, which is not that draft's name.
    const { $schema: _, ...schema } = JSON.parse(readFileSync(COMPOSE_SCHEMA, 'utf8')) as { $schema: string };
    const validate = ajv.compile(schema);
    validate(parse(composeText, { merge: true }));
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ services: { x: { imagge: 'y' } } })).toBe(false);
  });

  test.each(serviceNames)(
    'runs %s from its own image, with all that it must be told, and unable to write',
    (name) => {
      const service = compose.services[name];
      expect(service?.build?.args.SERVICE).toBe(name);
      expect(service?.read_only).toBe(true);
      const given = Object.keys(service?.environment ?? {}).map((key) => key.replace(/_FILE$/, ''));
      expect(given).toEqual(expect.arrayContaining(requiredOf(name)));
    },
  );

  test('publishes no port of a store, and none beyond this machine', () => {
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports);
    expect(published.map(([name]) => name).sort()).toEqual(['admin', 'grafana', 'query']);
    for (const [, { ports = [] }] of published)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const store of ['postgres', 'nats']) expect(compose.services[store]?.networks).toEqual(['stores']);
  });

  test('knows no secret: each is a variable without a default, and compose-env.sh makes it', () => {
    const variables = [...composeText.matchAll(/\$\{(\w+)(:[-?])?/g)].map(([, name = '', form]) => ({
      name,
      form,
    }));
    const withDefault = variables.filter(({ form }) => form !== ':?').map(({ name }) => name);
    expect(new Set(withDefault)).toEqual(new Set(['DISCORD_API_URL', 'ADMIN_URL', 'WEBHOOKS_FILE']));
    for (const mode of ['simulator', 'token']) {
      const made = execFileSync('sh', [join(root, 'deploy/compose-env.sh'), mode], { encoding: 'utf8' });
      const values = Object.fromEntries(
        made
          .trim()
          .split('\n')
          .map((line) => line.split(/=(.*)/s).slice(0, 2)),
      );
      expect(Object.keys(values)).toEqual(
        expect.arrayContaining(
          variables.map(({ name }) => name).filter((name) => !['ADMIN_URL', 'WEBHOOKS_FILE'].includes(name)),
        ),
      );
      const secrets = Object.values(values).filter((value) => String(value).length >= 48);
      expect(new Set(secrets).size).toBe(secrets.length);
      expect(secrets.length).toBeGreaterThan(15);
    }
  });
});

test.each(serviceNames)('Prometheus scrapes %s', (name) => {
  const { scrape_configs } = parse(readFileSync(join(root, 'deploy/telemetry/prometheus.yaml'), 'utf8')) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const targets = scrape_configs.flatMap((job) => job.static_configs.flatMap((one) => one.targets));
  expect(targets).toContain(`${name}:9464`);
});

describe('the manifests of Kubernetes', () => {
  const base = manifestsIn('base');
  const all = [...base, ...manifestsIn('jobs'), ...manifestsIn('production')];
  /** Of which no schema is published as a package. */
  const withoutSchema = ['kustomize.config.k8s.io/v1beta1', 'postgresql.cnpg.io/v1'];
  const checkable = all.filter(({ manifest }) => !withoutSchema.includes(manifest.apiVersion));

  test.each(
    checkable.map(({ file, manifest }) => [file, manifest.kind, manifest.metadata.name, manifest] as const),
  )('%s: %s %s is as its schema says', (_, __, ___, manifest) => validate(manifest));

  test('a value that makes no sense would be found', () => {
    const [one] = base.filter(({ manifest }) => manifest.kind === 'Deployment');
    const wrong = structuredClone(one?.manifest) as Manifest;
    wrong.spec.replicas = 'two';
    expect(() => validate(wrong)).toThrow(/replicas/);
  });

  test('a word that Kubernetes does not know would be found, however deep', () => {
    const [one] = base.filter(({ manifest }) => manifest.kind === 'Deployment');
    const wrong = structuredClone(one?.manifest) as Manifest;
    wrong.spec.template.spec.containers[0].readinessProbe.periodSecond = 5;
    expect(() => validate(wrong)).toThrow(
      'Deployment knows no /spec/template/spec/containers/0/readinessProbe/periodSecond.',
    );
  });

  const workloads = base.filter(({ manifest }) => ['Deployment', 'StatefulSet'].includes(manifest.kind));

  test.each(serviceNames)('run %s with probes, a budget, and all that it must be told', (name) => {
    const { manifest } = workloads.find((one) => one.manifest.metadata.name === name) ?? {};
    const pod = manifest?.spec.template.spec;
    const [container] = pod.containers;
    expect(container.image).toBe(`synapse/${name}`);
    expect(Object.keys(container)).toEqual(
      expect.arrayContaining(['startupProbe', 'livenessProbe', 'readinessProbe']),
    );
    expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
    const config = base.find(({ manifest: one }) => one.kind === 'ConfigMap')?.manifest.data;
    const env = container.env.map((one: { name: string }) => one.name.replace(/_FILE$/, ''));
    expect([...env, ...Object.keys(config)]).toEqual(expect.arrayContaining(requiredOf(name)));
    const kept = base.find(
      ({ manifest: one }) => one.kind === 'ExternalSecret' && one.metadata.name === name,
    );
    const keys = kept?.manifest.spec.data.map((one: { secretKey: string }) => one.secretKey);
    const files = container.env
      .filter((one: { name: string }) => one.name.endsWith('_FILE'))
      .map((one: { value: string }) => one.value.split('/').at(-1));
    expect(keys).toEqual(expect.arrayContaining(files));
    const budgets = base.filter(({ manifest: one }) => one.kind === 'PodDisruptionBudget');
    expect(budgets.map(({ manifest: one }) => one.metadata.name)).toContain(name);
  });

  test.each(['lake-writer', 'reward-engine'])(
    'the owner of the tables, alone ready of any number of %s, can be replaced and its node drained',
    (name) => {
      const of = (kind: string) =>
        base.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name)?.manifest.spec;
      expect(of('Deployment').strategy.rollingUpdate.maxUnavailable).toBe('100%');
      expect(of('PodDisruptionBudget').maxUnavailable).toBe('100%');
    },
  );

  test('what is named as a resource is there', () => {
    for (const folder of ['base', 'jobs', 'production']) {
      const kustomization = all.find(({ file }) => file === `${folder}/kustomization.yaml`)
        ?.manifest as unknown as {
        resources: string[];
      };
      for (const resource of kustomization.resources) {
        expect(() => readFileSync(join(root, 'deploy/kubernetes', folder, resource))).not.toThrow(/ENOENT/);
      }
    }
  });
});

/** Holds a manifest against the schema of its kind. @throws naming what is wrong */
function validate(manifest: Manifest): void {
  const { apiVersion, kind } = manifest;
  const path = apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`.replace('core/', '');
  const home = apiVersion.startsWith('keda.sh')
    ? '@kubernetes-models/keda'
    : apiVersion.startsWith('external-secrets.io')
      ? '@kubernetes-models/external-secrets'
      : 'kubernetes-models';
  const model = require(`${home}/${path}/${kind}`) as Record<
    string,
    new (
      data: object,
    ) => { validate(): void }
  >;
  const Kind = model[kind];
  if (!Kind) throw new Error(`There is no schema of ${apiVersion} ${kind}.`);
  const { watched, unread } = watchReads(new Kind(manifest));
  watched.validate();
  if (unread().length > 0) throw new Error(`${kind} knows no ${unread().join(', ')}.`);
}

/** Validators read the fields that their schema knows: what they never read is a word that Kubernetes would refuse. */
function watchReads<T extends object>(document: T): { watched: T; unread: () => string[] } {
  const read = new WeakMap<object, Set<PropertyKey>>();
  const watch = <O extends object>(target: O): O =>
    new Proxy(target, {
      get(object, key, receiver) {
        read.set(object, (read.get(object) ?? new Set()).add(key));
        const value: unknown = Reflect.get(object, key, receiver);
        return typeof value === 'object' && value !== null ? watch(value) : value;
      },
    });
  const unreadOf = (value: unknown, path: string): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) =>
      read.get(value)?.has(key) ? unreadOf(inner, `${path}/${key}`) : [`${path}/${key}`],
    );
  };
  return { watched: watch(document), unread: () => unreadOf(document, '') };
}
