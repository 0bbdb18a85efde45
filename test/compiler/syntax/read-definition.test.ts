import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { readDefinition } from '../../../compiler/syntax/read-definition.ts';

const HEAD = 'saga_definition:\n  name: order_saga\n  steps:\n';

function codes(text: string): string[] {
  return readDefinition(text, 'order.yaml').diagnostics.map(({ code }) => code);
}

function placed({ code, range }: Diagnostic): string {
  return `${code} ${range.start.line.toString()}:${range.start.column.toString()}`;
}

describe('readDefinition', () => {
  it('reads `yes` as a text and a quoted number as a text, as YAML 1.2 does', () => {
    const { definition } = readDefinition(
      `${HEAD}    - { name: a, action: t, arguments: { b: yes, c: 0o17, d: "1", e: 012 } }\n`,
      'f',
    );
    expect(definition?.body.steps[0]?.arguments).toEqual({ b: 'yes', c: 15, d: '1', e: 12 });
  });

  it('keeps what is right when something is wrong, so that one run finds all problems', () => {
    const text = `${HEAD}    - { name: a, acton: t }\n    - { name: b, sleep: 1s, cache: 5 }\n    - { name: c }\n`;
    const { definition, diagnostics, isDamaged } = readDefinition(text, 'f');
    expect(diagnostics.map(placed)).toEqual(['unknown-key 4:18', 'wrong-type 5:36', 'one-verb 6:9']);
    expect(definition?.body.steps.map((step) => [step.name, step.action, step.sleep, step.cache])).toEqual([
      ['a', 't', undefined, undefined],
      ['b', undefined, '1s', undefined],
      ['c', undefined, undefined, undefined],
    ]);
    expect([0, 1, 2].map((index) => isDamaged(['saga_definition', 'steps', index, 'when']))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('gives no definition when a step cannot be told apart from its neighbours', () => {
    expect(readDefinition(`${HEAD}    - sleep: 1s\n    - { name: b, sleep: 1s }\n`, 'f').definition).toBeNull();
  });

  it('does not see a key that only a prototype has', () => {
    expect(codes(`${HEAD}    - { name: a, sleep: 1s }\ntoString: 1\n`)).toEqual(['unknown-key']);
    expect(codes('valueOf: 1\n')).toEqual(['not-a-definition']);
  });

  it('refuses a file of more than 256 kB, counted in bytes', () => {
    const comment = (length: number): string => `${HEAD}    - { name: a, sleep: 1s }\n# ${'ä'.repeat(length)}\n`;
    expect(codes(comment(130_000))).toEqual([]);
    expect(codes(comment(131_100))).toEqual(['limits']);
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['closed brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['mappings', '{a: '.repeat(60_000)],
    ['list items', '- '.repeat(100_000)],
    ['complex keys', '? '.repeat(100_000)],
  ])('refuses %s nested so deep that they would overflow a stack', (_, text) => {
    expect(codes(text)).toEqual(['limits']);
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'saga_definition:',
      'steps:',
      '\n',
      '  ',
      '- ',
      'name: a',
      '${{',
      '}}',
      '{',
      '[',
      ']',
      '"',
      "'",
      ': ',
      '&a ',
      '*a',
      '!x ',
      '|',
      '>',
      '#',
      '---',
      '<<',
      '\t',
      '\u0000',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { definition, diagnostics } = readDefinition(pieces.join(''), 'f');
        return definition !== null || diagnostics.length > 0;
      }),
      { numRuns: 3_000 },
    );
  });
});
