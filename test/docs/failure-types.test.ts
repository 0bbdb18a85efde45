import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FAILURE_TYPES } from '../../plan/failure-types.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

it('docs/language.md has a row for each failure type, in order, and says what it means', () => {
  const [, table = ''] = /<!-- failure-types -->(.*?)<!-- \/failure-types -->/s.exec(read('docs/language.md')) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)` +\| (\w+) +\| (.*?) +\|$/gm)].map(([, type, of, means]) => [
    type,
    of,
    means,
  ]);
  expect(rows).toEqual(Object.entries(FAILURE_TYPES).map(([type, { of, means }]) => [type, of, means]));
});

it('every failure type that the sources name is in the list', () => {
  const files = ['plan', 'workflows', 'history', 'activities', 'api/temporal'].flatMap((folder) =>
    readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  const named = files.flatMap((file) => [
    ...[...read(file).matchAll(/\btype: '([A-Z]\w+)', message|\bfailure: \{ type: '([A-Z]\w+)'/g)],
    ...[...read(file).matchAll(/(?:failureOf|failedBeforeEffect|unknownCall)\(\s*'([A-Z]\w+)'/g)],
    ...[...read(file).matchAll(/nonRetryable\(.*, '([A-Z]\w+)'\)/g)],
  ]);
  const types = [...new Set(named.flatMap((match) => [...match].slice(1)))].filter(Boolean);
  expect(types.length).toBeGreaterThan(20);
  expect(types.filter((type) => !Object.hasOwn(FAILURE_TYPES, type))).toEqual([]);
});
