import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { toJsonLines } from '../../../compiler/diagnostics/json-lines.ts';
import { printDiagnostic } from '../../../compiler/diagnostics/print.ts';
import { toSarif } from '../../../compiler/diagnostics/sarif.ts';

function diagnostic(
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  more: Partial<Diagnostic> = {},
): Diagnostic {
  return {
    code: 'unknown-tool',
    severity: 'error',
    message: 'payment_server has no tool "charge_crad". Did you mean "charge_card"?',
    path: ['saga_definition', 'steps', 1, 'action'],
    file: 'definitions/order.yaml',
    range: { start: { line, column }, end: { line: endLine, column: endColumn } },
    ...more,
  };
}

function frame(text: string, found: Diagnostic): string[] {
  return printDiagnostic(found, text).split('\n').slice(2);
}

describe('the printed form', () => {
  it('is the one of the language reference', () => {
    const text = `${'\n'.repeat(12)}      mcp_server: payment_server\n      action: charge_crad\n`;
    expect(`\n${printDiagnostic(diagnostic(14, 15, 14, 26), text)}`).toBe(`
definitions/order.yaml:14:15 error unknown-tool
  payment_server has no tool "charge_crad". Did you mean "charge_card"?
   13 |       mcp_server: payment_server
   14 |       action: charge_crad
      |               ^^^^^^^^^^^`);
  });

  it('has no line before the first one', () => {
    expect(frame('abc\n', diagnostic(1, 2, 1, 3))).toEqual(['    1 | abc', '      |  ^']);
  });

  it('marks the first line of a range over several', () => {
    expect(frame('a: b\n  c\n', diagnostic(1, 4, 2, 4))).toEqual(['    1 | a: b', '      |    ^']);
  });

  it('keeps carets under their text after tabs, wide characters and emoji', () => {
    expect(frame('\tä: 値 😀 x', diagnostic(1, 10, 1, 11))).toEqual([
      '    1 |   ä: 値 😀 x',
      `      | ${' '.repeat(11)}^`,
    ]);
  });

  it('marks at least one column, also at the end of a line', () => {
    expect(frame('abc\n', diagnostic(1, 4, 1, 4))).toEqual(['    1 | abc', '      |    ^']);
  });

  it('cuts long lines around the place', () => {
    const [line, carets] = frame(`${'x'.repeat(500)}here${'y'.repeat(500)}`, diagnostic(1, 501, 1, 505));
    expect(line?.length).toBeLessThan(130);
    expect(line?.slice(carets?.indexOf('^'), (carets?.lastIndexOf('^') ?? 0) + 1)).toBe('here');
  });

  it('sends no control characters to the terminal', () => {
    expect(frame('a\u001b[31mb\u0007', diagnostic(1, 1, 1, 2))[0]).toBe('    1 | a\ufffd[31mb\ufffd');
  });

  it('shows the remedy, related places and the colours of the caller', () => {
    const related = [
      {
        message: 'It is declared here.',
        file: 'platform.yaml',
        range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } },
      },
    ];
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const paint = { error: mark('e'), warning: mark('w'), place: mark('p'), faint: mark('f') };
    expect(
      printDiagnostic(diagnostic(1, 1, 1, 4, { severity: 'warning', hint: 'Write it.', related }), 'abc', paint).split(
        '\n',
      ),
    ).toEqual([
      '<p>definitions/order.yaml:1:1</p> <w>warning</w> unknown-tool',
      '  payment_server has no tool "charge_crad". Did you mean "charge_card"?',
      '  Write it.',
      '<f>    1 | abc</f>',
      '<w>      | ^^^</w>',
      '<f>  platform.yaml:3:5 It is declared here.</f>',
    ]);
  });
});

it('JSON Lines has one document a line', () => {
  const lines = toJsonLines([diagnostic(1, 2, 3, 4), diagnostic(5, 6, 7, 8, { hint: 'a\nb' })]).split('\n');
  expect(lines).toHaveLength(3);
  expect(JSON.parse(lines[1] ?? '')).toEqual(diagnostic(5, 6, 7, 8, { hint: 'a\nb' }));
});

it('SARIF names tool, rules and regions', () => {
  const log = toSarif([diagnostic(1, 2, 3, 4, { file: 'my definitions/ö.yaml', hint: 'Write it.' })], '1.2.3');
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sagaflow',
            version: '1.2.3',
            rules: [{ id: 'unknown-tool', shortDescription: { text: 'the server has no such tool' } }],
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          {
            ruleId: 'unknown-tool',
            ruleIndex: 0,
            level: 'error',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'my%20definitions/%C3%B6.yaml' },
                  region: { startLine: 1, startColumn: 2, endLine: 3, endColumn: 4 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});
