// Makes one package of the client and the libraries of ours that it stands on, to be installed anywhere:
//   npm run pack:client -- FOLDER
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const client = dirname(fileURLToPath(import.meta.url));
const [target = '.'] = process.argv.slice(2);

const read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const isOurs = (name) => name.startsWith('@synapse/');
const homeOf = (name) => join(client, '..', name.slice('@synapse/'.length));

/** The libraries of ours below a package, each once. */
const oursBelow = (manifest) => [
  ...new Set(
    Object.keys(manifest.dependencies)
      .filter(isOurs)
      .flatMap((name) => [name, ...oursBelow(read(homeOf(name)))]),
  ),
];

function copyBuilt(from, to) {
  if (!existsSync(join(from, 'dist/index.js'))) {
    console.error(`${from} is not built: npm run build.`);
    process.exit(1);
  }
  cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
}

const stage = mkdtempSync(join(tmpdir(), 'synapse-client-'));
try {
  const { scripts: _, devDependencies: __, ...manifest } = read(client);
  const ours = oursBelow(manifest);
  copyBuilt(client, stage);
  for (const name of ['examples', 'README.md'])
    cpSync(join(client, name), join(stage, name), { recursive: true });
  cpSync(join(client, '../../LICENSE'), join(stage, 'LICENSE'));
  for (const name of ours) {
    const { version, license, main, types, dependencies } = read(homeOf(name));
    const bundled = join(stage, 'node_modules', name);
    copyBuilt(homeOf(name), bundled);
    writeFileSync(
      join(bundled, 'package.json'),
      JSON.stringify({ name, version, license, main, types, dependencies }, null, 1),
    );
  }
  const dependencies = Object.assign(
    {},
    ...[...ours.map(homeOf), client].map((home) => read(home).dependencies),
  );
  const packed = { ...manifest, dependencies, bundleDependencies: ours };
  writeFileSync(join(stage, 'package.json'), JSON.stringify(packed, null, 1));
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', resolve(target)];
  console.log(join(resolve(target), execFileSync('npm', args, { cwd: stage, encoding: 'utf8' }).trim()));
} finally {
  rmSync(stage, { recursive: true });
}
