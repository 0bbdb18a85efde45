import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languageJsonSchema, platformJsonSchema } from '../../compiler/json-schema.ts';
import { repository } from '../cli/support/test-context.ts';
import { filesOf } from './files.ts';
import { PAGES } from './pages.ts';
import { codesOf, pageOf, rowsUnder } from './table.ts';

/** As much of a JSON Schema as is looked at here. */
interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  additionalProperties?: Shape;
  anyOf?: Shape[];
  $defs?: Record<string, Shape>;
}

const language = languageJsonSchema() as Shape;
const platform = platformJsonSchema() as Shape;
const body = at(language, 'saga_definition');

describe('the tables of keys', () => {
  it('of a definition have all of them and no other', () => {
    expect(keysUnder('A file')).toEqual(namesOf(body));
  });

  it('of a schedule have all of them and no other', () => {
    expect(keysUnder('`schedule`')).toEqual(namesOf(at(body, 'schedule')));
  });

  it('of retries have all of them and no other', () => {
    const handling = at(at(language, 'orchestration'), 'error_handling');
    expect(keysUnder('Failures, retries, timeouts')).toEqual(namesOf(at(handling, 'retry_policy')));
  });

  it('of a step have all of them, as verbs or as modifiers, and no other', () => {
    const names = (language.$defs?.['step']?.anyOf ?? []).flatMap(namesOf);
    const shown = new Set(['name', ...keysUnder('Verbs'), ...keysUnder('Modifiers')]);
    expect([...shown].sort()).toEqual([...new Set(names)].sort());
  });

  it('of a server in platform.yaml have all of them and no other', () => {
    const path = 'docs/platform.md';
    const shown = [...keysUnder('Servers by name', path), ...keysUnder('Keys of both forms', path)];
    expect(shown.sort()).toEqual(namesOf(at(platform, 'mcpServers').additionalProperties ?? {}));
  });
});

describe('the page on platform.yaml', () => {
  const page = pageOf('docs/platform.md');
  const named = new Set([
    ...page.codes.flatMap(({ text }) => /^[a-zA-Z_]+/.exec(text)?.[0] ?? []),
    ...page.blocks.flatMap(({ text }) => text.match(/^[a-zA-Z_]+(?=:)/gm) ?? []),
  ]);

  it('names every block and every key of a server in a list', () => {
    const keys = [...namesOf(platform), ...namesOf(at(platform, 'servers').items ?? {})];
    expect(keys.filter((key) => !named.has(key))).toEqual([]);
  });
});

describe('names in `_meta`', () => {
  const OURS = /\bio\.sagaflow\/[a-z-]+/g;
  const used = new Set(
    filesOf(repository)
      .filter((file) => /^(activities|api)\/.*\.ts$/.test(file))
      .flatMap((file) => readFileSync(join(repository, file), 'utf8').match(OURS) ?? []),
  );
  const shown = new Set(PAGES.flatMap(({ prose }) => prose.join('\n').match(OURS) ?? []));

  it('are all documented, and no other', () => {
    expect(used.size).toBeGreaterThan(3);
    expect([...shown].sort()).toEqual([...used].sort());
  });
});

function at(shape: Shape, key: string): Shape {
  const found = shape.properties?.[key];
  if (found === undefined) throw new Error(`The schema has no "${key}".`);
  return found;
}

function namesOf(shape: Shape): string[] {
  return Object.keys(shape.properties ?? {}).sort();
}

/** Words in the first column that begin a code span, as in `sleep: 2h`. */
function keysUnder(heading: string, path = 'docs/language.md'): string[] {
  const cells = rowsUnder(path, heading).map(([cell = '']) => cell);
  return [...new Set(cells.flatMap(codesOf).flatMap((code) => /^[a-z_]+/.exec(code)?.[0] ?? []))].sort();
}
