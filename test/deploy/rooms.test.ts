import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOMS } from '../campaign/bugs/plant-bug.ts';
import { fileText, repositoryPath } from './read-yaml.ts';

const { exclude } = JSON.parse(readFileSync(repositoryPath('tsconfig.build.json'), 'utf8')) as { exclude: string[] };

/** The folders of the repository with sources that are built. */
const rooms = readdirSync(repositoryPath('.'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !exclude.includes(entry.name))
  .map(({ name }) => name)
  .filter((name) => hasSources(repositoryPath(name)));

function hasSources(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('.ts'));
}

it('there are rooms at all', () => {
  expect(rooms).toContain('plan');
  expect(rooms.length).toBeGreaterThan(8);
});

it.each(rooms)('%s goes into the image and into builds with a seeded bug, and its imports are checked', (room) => {
  expect(fileText('Dockerfile')).toContain(`\nCOPY ${room} ${room}\n`);
  expect(fileText('.dockerignore')).toContain(`\n!${room}\n`);
  expect(ROOMS).toContain(room);
  const { scripts } = JSON.parse(fileText('package.json')) as { scripts: Record<string, string> };
  expect(scripts['check:imports']?.split(' ')).toContain(room);
});

// Samples are programs of their own.
it.each(rooms.filter((room) => room !== 'samples'))('%s is held to parameters instead of the environment', (room) => {
  expect(fileText('eslint.config.js')).toContain(`'${room}/**'`);
});
