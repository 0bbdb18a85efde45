import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { explain } from '../../compiler/explain.ts';
import { graph } from '../../compiler/graph.ts';
import { parseJson, stringifyJson } from '../../plan/numbers/json-text.ts';
import { labOptions } from './support/lab.ts';
import { fixtures } from './syntax/fixture-files.ts';

const lab = labOptions();
const texts = [...fixtures('valid'), ...fixtures('invalid'), ...fixtures('semantic')]
  .map(({ text }) => text)
  .filter((text) => text.length < 10_000);
const replacements = [
  '9007199254740993',
  '1e300',
  '"${{ -9007199254740993 }}"',
  'null',
  '[]',
  '{}',
  '3',
  'x',
  '"${{ steps.a.output }}"',
  '${{ input["x"] }}',
  '${{ item.x }}',
];

/** A fixture with a few lines lost, doubled, cut, given another value, or taken from another fixture. */
const damaged = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(4), fc.nat(1_000), fc.nat(1_000)), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, other, edits]) => {
    const lines = text.split('\n');
    const others = other.split('\n');
    for (const [kind, at, more] of edits) {
      const index = at % Math.max(1, lines.length);
      const line = lines[index] ?? '';
      if (kind === 0) lines.splice(index, 1);
      if (kind === 1) lines.splice(index, 0, others[more % others.length] ?? '');
      if (kind === 2) lines[index] = line.replace(/: .*/, `: ${replacements[more % replacements.length] ?? ''}`);
      if (kind === 3) lines[index] = line.slice(0, more % (line.length + 1));
      if (kind === 4) lines.splice(index, 0, line);
    }
    return lines.join('\n');
  });

describe('any text', () => {
  it('compiles to a plan or to diagnostics with an error, and never throws', () => {
    const given = { lab, nothing: {}, catalog: { catalog: lab.catalog }, platform: { platform: lab.platform } };
    fc.assert(
      fc.property(
        damaged,
        fc.constantFrom('lab' as const, 'nothing' as const, 'catalog' as const, 'platform' as const),
        (text, what) => {
          const result = compile(text, given[what]);
          if (!result.ok) {
            expect(result.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
            return;
          }
          expect(parseJson(stringifyJson(result.plan))).toEqual(result.plan);
          explain(result);
          graph(result.plan, 'mermaid');
          graph(result.plan, 'dot');
        },
      ),
      { numRuns: 500 },
    );
  });
});
