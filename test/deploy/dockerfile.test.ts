import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fileText, repositoryPath } from './read-yaml.ts';

const instructions = fileText('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line)?.slice(1) ?? ['', line]);
const of = (keyword: string): string[] => instructions.flatMap(([word, rest = '']) => (word === keyword ? [rest] : []));
const last = of('FROM').length - 1;

it('pins one Node for all stages', () => {
  const images = of('FROM').map((text) => text.split(' ')[0]);
  expect(new Set(images).size).toBe(1);
  expect(images[0]).toMatch(/^node:20\.\d+\.\d+-[a-z]+-slim$/);
});

it('is run without root, by a number that Kubernetes can check', () => {
  expect(of('USER')).toEqual(['1000:1000']);
});

it('starts sagaflow under an init, and can be asked for its health', () => {
  expect(of('ENTRYPOINT')).toEqual(['["tini", "--", "sagaflow"]']);
  expect(of('HEALTHCHECK')[0]).toContain('is-healthy.mjs');
});

it('installs in the last stage nothing that only building needs', () => {
  const stages = fileText('Dockerfile')
    .split(/^FROM /m)
    .slice(1);
  expect(stages[1]).toContain('npm ci --omit=dev');
  expect(stages[last]).not.toContain('npm');
});

it('copies what is there and what .dockerignore lets through', () => {
  const sources = of('COPY')
    .filter((text) => !text.startsWith('--from'))
    .flatMap((text) => text.split(' ').slice(0, -1));
  const allowed = fileText('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  for (const source of sources) {
    expect(existsSync(repositoryPath(source)), source).toBe(true);
    expect(
      allowed.some((path) => source === path || source.startsWith(`${path}/`)),
      source,
    ).toBe(true);
  }
});
