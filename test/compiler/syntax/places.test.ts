import { describe, expect, it } from 'vitest';
import type { Range } from '../../../compiler/diagnostics/diagnostic.ts';
import { readYaml } from '../../../compiler/syntax/yaml/read-yaml.ts';

/** The text that a range covers. */
function cut(text: string, { start, end }: Range): string {
  const lines = text.split('\n');
  const offset = ({ line, column }: Range['start']): number =>
    lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  return text.slice(offset(start), offset(end));
}

describe('places of a path', () => {
  const text = 'a:\n  - b: 1\n    c: [x, "y z"]\n  - d:\n      e: 2\n\nf: 3\n';
  const { places } = readYaml(text);

  it.each([
    [['a', 0, 'b'], 'key', 'b'],
    [['a', 0, 'b'], 'value', '1'],
    [['a', 0, 'c', 1], 'value', '"y z"'],
    [['a', 1, 'd'], 'value', 'e: 2'],
    [['a', 1], 'value', 'd:\n      e: 2'],
    [['f'], 'key', 'f'],
    [['a', 0, 'nothing'], 'key', 'b: 1\n    c: [x, "y z"]'],
  ] as const)('%j %s is %j', (path, part, expected) => {
    expect(cut(text, places.of(path, part))).toBe(expected);
  });
});

describe('places inside of a scalar', () => {
  it.each([
    ['plain', 'v: ${{ abc }}\n'],
    ['double quotes', 'v: "${{ abc }}"\n'],
    ['single quotes', "v: '${{ abc }}'\n"],
    ['escapes before it', 'v: "\\t\\u00e4\\x41\\"${{ abc }}"\n'],
    ['doubled quotes before it', "v: 'it''s ${{ abc }}'\n"],
    ['a literal block', 'v: |\n    first\n      second ${{ abc }}\n'],
    ['a literal block with an empty line', 'v: |-\n  first\n\n  ${{ abc }} after\n\n'],
    ['a literal block with a header', 'v: |2\n    ${{ abc }}\n'],
    ['Windows line ends', 'w: 1\r\nv: |\r\n  first\r\n  ${{ abc }}\r\n'],
  ])('%s', (_, text) => {
    const { value, places } = readYaml(text);
    const decoded = (value as { v: string }).v;
    const at = decoded.indexOf('abc');
    expect(cut(text, places.within(['v'], at, at + 3))).toBe('abc');
  });

  it.each([
    ['a folded block', 'v: >\n  first\n  ${{ abc }}\n', '>\n  first\n  ${{ abc }}'],
    ['a plain text over two lines', 'v: first\n  ${{ abc }}\n', 'first\n  ${{ abc }}'],
  ])('%s gives the whole scalar', (_, text, expected) => {
    const { places } = readYaml(text);
    expect(cut(text, places.within(['v'], 6, 9))).toBe(expected);
  });
});
