import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../../compiler/diagnostics/codes.ts';
import { printDiagnostic } from '../../../compiler/diagnostics/print.ts';
import { readDefinition } from '../../../compiler/syntax/read-definition.ts';
import { fixtures } from './fixture-files.ts';
import type { Fixture } from './fixture-files.ts';

/** Codes whose rules stand under compiler/syntax/rules. */
const SYNTAX_CODES = DIAGNOSTIC_CODES.slice(0, DIAGNOSTIC_CODES.indexOf('duplicate-step-name'));

const all = [...fixtures('invalid'), ...fixtures('syntax')].filter(({ name }) => codeOf(name) !== undefined);

describe('a definition of the wrong shape', () => {
  it.each(all)('$name is reported with place and remedy', async (fixture) => {
    expect(fixture.isExpectationWritten).toBe(true);
    await expect(printed(fixture)).toMatchFileSnapshot(fixture.expected);
  });

  it.each(SYNTAX_CODES)('the rule %s has a fixture whose diagnostics name it', (code) => {
    const reported = all
      .filter(({ name }) => codeOf(name) === code)
      .map(({ text, file }) => readDefinition(text, file));
    expect(reported.length).toBeGreaterThan(0);
    for (const { diagnostics } of reported) expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });
});

function printed({ file, text }: Fixture): string {
  return `${readDefinition(text, file)
    .diagnostics.map((diagnostic) => printDiagnostic(diagnostic, text))
    .join('\n\n')}\n`;
}

/** `bad-value-numbers` is about bad-value: the longest code that the name begins with. */
function codeOf(name: string): string | undefined {
  return SYNTAX_CODES.filter((code) => name === code || name.startsWith(`${code}-`))[0];
}
