import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from './source-files';

/** Every service there is: what deploys is held against the folder, so that none is forgotten. */
export const serviceNames = readdirSync(join(root, 'services')).filter((name) =>
  existsSync(join(root, 'services', name, 'src/main.ts')),
);

export interface ComposeService {
  build?: { args: { SERVICE: string } };
  image: string;
  environment?: Record<string, string>;
  ports?: string[];
  networks?: string[];
  read_only?: boolean;
  profiles?: string[];
}

export const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
export const compose = parse(composeText, { merge: true }) as { services: Record<string, ComposeService> };

export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  // biome-ignore lint/suspicious/noExplicitAny: whatever Kubernetes knows.
  spec: any;
  // biome-ignore lint/suspicious/noExplicitAny: whatever Kubernetes knows.
  data?: any;
};

const kubernetes = join(root, 'deploy/kubernetes');

/** Every document of a folder of manifests, with the file it is in. */
export function manifestsIn(folder: string): { file: string; manifest: Manifest }[] {
  return readdirSync(join(kubernetes, folder))
    .filter((file) => file.endsWith('.yaml') && file !== 'nats-values.yaml')
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(kubernetes, folder, file), 'utf8')).map((document) => ({
        file: `${folder}/${file}`,
        manifest: document.toJS() as Manifest,
      })),
    );
}
