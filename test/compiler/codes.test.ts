import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { CODES, DIAGNOSTIC_CODES, factsOf } from '../../compiler/diagnostics/codes.ts';
import type { DiagnosticCode } from '../../compiler/diagnostics/codes.ts';
import { labOptions } from './support/lab.ts';
import { fixtures } from './syntax/fixture-files.ts';

const compiler = fileURLToPath(new URL('../../compiler', import.meta.url));

/** Every rule and every report; `rules.ts` is the list of its room. */
const files = readdirSync(compiler, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ts$/.test(file) && file.split(sep).some((folder) => folder === 'rules' || folder === 'reports'))
  .filter((file) => basename(file) !== 'rules.ts');

describe('a diagnostic code', () => {
  it.each(DIAGNOSTIC_CODES)('%s has a file of that name among the rules and reports', (code) => {
    expect(files.map((file) => basename(file, '.ts'))).toContain(code);
  });

  it.each(files)('is the name of compiler/%s, which reports no other', (file) => {
    const code = basename(file, '.ts');
    const written = readFileSync(join(compiler, file), 'utf8').matchAll(/\bcode: '([^']*)'/g);
    expect(Object.keys(CODES)).toContain(code);
    expect([...new Set([...written].map((match) => match[1]))].filter((other) => other !== code)).toEqual([]);
  });

  it('is documented with what it says and how severe it is', () => {
    const text = readFileSync(join(compiler, '..', 'docs', 'language.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\| (error|warning|both) +\|$/gm)];
    const table = DIAGNOSTIC_CODES.map((code) => [
      code,
      factsOf(code).says,
      severitiesOf(code).length > 1 ? 'both' : severitiesOf(code)[0],
    ]);
    expect(rows.map(([, code, says, severity]) => [code, says, severity])).toEqual(table);
  });

  it.each([...fixtures('invalid'), ...fixtures('semantic'), ...fixtures('syntax')])(
    'is as severe in $name as the table says',
    ({ text, file }) => {
      const result = compile(text, { ...labOptions(), file });
      const found = result.ok ? result.warnings : result.diagnostics;
      const wrong = found.filter(({ code, severity }) => !severitiesOf(code).includes(severity));
      expect(wrong).toEqual([]);
    },
  );
});

function severitiesOf(code: DiagnosticCode): string[] {
  const { severity, sometimes } = factsOf(code);
  return sometimes === undefined ? [severity] : [severity, sometimes];
}
