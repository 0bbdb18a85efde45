import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ownServices, readCompose } from './compose.ts';
import { readDeployments, readManifests } from './manifests.ts';
import { fileText, repositoryPath } from './read-yaml.ts';

/** Rooms whose mains read the environment. */
const ROOMS = ['api', 'cli', 'mains', 'project', 'worker', 'samples'];

const OURS = /\b(?:SAGAFLOW|TEMPORAL)_[A-Z_]*[A-Z]\b/g;

/** Names that the code has in quotes or as a key; comments do not count. */
function namesInCode(): Set<string> {
  const files = ROOMS.flatMap((room) =>
    readdirSync(repositoryPath(room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(repositoryPath(room), name)),
  );
  const client = createRequire(import.meta.url).resolve('@temporalio/envconfig');
  const envconfig = readdirSync(join(client, '..'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(client, '..', name));
  const code = [...files, ...envconfig].map((file) =>
    readFileSync(file, 'utf8').replaceAll(/^\s*(?:\*|\/[/*]).*$/gm, ''),
  );
  return new Set(code.flatMap((text) => text.match(OURS) ?? []));
}

const known = namesInCode();

function unknown(names: readonly string[]): string[] {
  return names.filter((name) => /^(?:SAGAFLOW|TEMPORAL)_/.test(name) && !known.has(name));
}

it('the composed services set only what the code reads', () => {
  const names = ownServices(readCompose()).flatMap(([, { environment = {} }]) => Object.keys(environment));
  expect(names.length).toBeGreaterThan(10);
  expect(unknown(names)).toEqual([]);
});

it('the manifests set only what the code reads', () => {
  const containers = readDeployments().flatMap(({ spec }) => spec.template.spec.containers);
  const settings = readManifests().filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'sagaflow');
  const names = [
    ...containers.flatMap(({ env = [] }) => env.map(({ name }) => name)),
    ...settings.flatMap(({ data = {} }) => Object.keys(data)),
  ];
  expect(names.length).toBeGreaterThan(10);
  expect(unknown(names)).toEqual([]);
});

it('the page on deployment names only what the code reads', () => {
  const names = fileText('docs/deploy.md').match(OURS) ?? [];
  expect(names.length).toBeGreaterThan(10);
  expect(unknown(names)).toEqual([]);
});
