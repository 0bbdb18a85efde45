import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../api/http/errors.ts';
import { runCli } from '../../cli/program.ts';
import { FUNCTION_NAMES } from '../../plan/expressions/functions/table.ts';
import { OPERATOR_SIGNALS } from '../../plan/messages.ts';
import { SAGA_STATES } from '../../plan/view.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { repository, testContext } from '../cli/support/test-context.ts';
import { filesOf } from './files.ts';
import { PAGES } from './pages.ts';
import { commandsOfSagaflow } from './sagaflow-grammar.ts';
import { codesOf, pageOf, rowsUnder } from './table.ts';

describe('a table of the documentation', () => {
  it('has the commands of sagaflow, in their order, with all of their options', async () => {
    const shown = rowsUnder('docs/cli.md', 'The command line').map(
      ([command = '', , options = '']) => `${codesOf(command)[0]?.replace(/ [<[].*$/, '') ?? ''}: ${longOf(options)}`,
    );
    const real = [...(await commandsOfSagaflow())].map(([name, options]) => `${name}: ${options.sort().join(' ')}`);
    expect(shown).toEqual(real);
  });

  it('has every function of expressions, and examples show each of them', () => {
    const shown = rowsUnder('docs/language.md', 'Functions').flatMap(([calls = '']) => codesOf(calls));
    const names = shown.map((call) => call.replace(/\(.*$/, ''));
    // The compiler's own: it is gone before anything is evaluated.
    expect(names.sort()).toEqual([...new Set([...FUNCTION_NAMES, 'dyn'])].sort());
    const examples = pageOf('docs/language.md').blocks.filter(({ marks }) => marks.includes('expressions'));
    const text = examples.map((block) => block.text).join('\n');
    expect(FUNCTION_NAMES.filter((name) => !text.includes(`${name}(`))).toEqual([]);
  });

  it('has every refusal of REST with its status', () => {
    const shown = rowsUnder('docs/rest.md', 'Refusals').flatMap(([status, codes = '']) =>
      codesOf(codes).map((code) => `${code} ${status ?? ''}`),
    );
    expect(shown.sort()).toEqual(
      Object.entries(PROBLEMS)
        .map(([code, { http }]) => `${code} ${http}`)
        .sort(),
    );
  });

  it('has every exit code that the help has, and that of Ctrl-C', async () => {
    const { context, stdout } = testContext();
    await runCli([], context);
    const [, said = ''] = stdout.text().split('Exit codes:');
    const codes = [...said.matchAll(/\b(\d+) [a-zA-Z]/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(3);
    expect(rowsUnder('docs/cli.md', 'Exit codes').map(([code]) => code)).toEqual([...codes, '130']);
  });

  it('has every verb of operators', () => {
    const shown = rowsUnder('docs/operate.md', 'Decide').flatMap(([verbs = '']) => codesOf(verbs));
    expect(shown.sort()).toEqual([...OPERATOR_SIGNALS].sort());
  });

  it.each([
    ['docs/operate.md', 'Search attributes'],
    ['docs/deploy.md', 'Namespace, retention, search attributes'],
  ])('of %s has every search attribute with its type', (path, heading) => {
    const shown = rowsUnder(path, heading).flatMap(([names = '', type = '']) =>
      codesOf(names).map((name) => [name, type] as const),
    );
    expect(Object.fromEntries(shown)).toEqual(SEARCH_ATTRIBUTES);
  });

  it('has every state of a saga', () => {
    const row = rowsUnder('docs/operate.md', 'Search attributes').find(([name]) => name === '`SagaState`');
    expect(codesOf(row?.at(-1) ?? '').sort()).toEqual([...SAGA_STATES].sort());
  });
});

describe('environment variables', () => {
  const named = new Set(PAGES.flatMap(({ path }) => readFileSync(join(repository, path), 'utf8').match(OURS) ?? []));
  const read = new Set(
    filesOf(repository)
      .filter((file) => /^(?:(?:api|cli|worker|mains|project|samples)\/.*|test\/run)\.ts$/.test(file))
      .flatMap((file) => readFileSync(join(repository, file), 'utf8').match(OURS) ?? []),
  );

  it('that the code reads are all documented', () => {
    expect(read.size).toBeGreaterThan(25);
    expect([...read].filter((name) => !named.has(name)).sort()).toEqual([]);
  });

  it('that are documented are all read', () => {
    expect([...named].filter((name) => !read.has(name)).sort()).toEqual([]);
  });
});

const OURS = /\bSAGAFLOW_[A-Z_]*[A-Z]\b(?!_?\*)/g;

function longOf(cell: string): string {
  const options = codesOf(cell).flatMap((code) => /^--[a-z-]+/.exec(code)?.[0] ?? []);
  return options.sort().join(' ');
}
