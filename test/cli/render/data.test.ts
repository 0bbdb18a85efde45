import { expect, it } from 'vitest';
import type { StepWithData } from '../../../api/operations/data/add-data.ts';
import { printData, printStepData } from '../../../cli/render/data.ts';
import type { Json } from '../../../plan/json.ts';
import { stepOf, viewOf } from '../../api/http/scripted-operations.ts';
import { testOutput } from '../support/test-context.ts';

const step = (path: string, given: Json, output: Json): StepWithData => ({ ...stepOf(path), arguments: given, output });
const whereWhole = (path: string | null): string => `whole ${path ?? 'input'}`;

function printed(input: Json, steps: StepWithData[], dataMissing: string | null = null): string[] {
  const output = testOutput();
  printData(output, { ...viewOf(), input, steps, dataMissing }, whereWhole);
  return output.text().split('\n');
}

it('shows what each step was called with and gave, and leaves out what has neither', () => {
  expect(printed({ n: 9_007_199_254_740_993n }, [step('a', { x: 1 }, 'one'), step('b', null, null)])).toEqual([
    'input',
    '  {',
    '    "n": 9007199254740993',
    '  }',
    'a arguments',
    '  {',
    '    "x": 1',
    '  }',
    'a output',
    '  "one"',
    '',
    '',
  ]);
});

it('shows the beginning of a large value and the command for the rest, also of one that was cut before', () => {
  const lines = printed({ 'sagaflow:cut': { bytes: 70_000, whole: 'ask there' } }, [
    step(
      'many',
      null,
      Array.from({ length: 100 }, (_, index) => index),
    ),
    step('wide', null, 'x'.repeat(1_000)),
  ]);
  expect(lines).toContain('  70000 bytes: ask there');
  expect(lines).toContain('  … whole many');
  expect(lines).toContain('  … whole wide');
  expect(lines.length).toBeLessThan(40);
  expect(lines.every((line) => line.length < 210)).toBe(true);
});

it('shows at most a hundred steps, and says how many there are more', () => {
  const lines = printed(
    null,
    Array.from({ length: 130 }, (_, index) => step(`each[${String(index)}]`, null, 1)),
  );
  expect(lines).toContain('30 more steps: --json --data shows them, or --step one.');
});

it('says what is missing, and lets nothing from outside steer the terminal', () => {
  const lines = printed('\u001b[2J', [], 'The history of the run r is gone.');
  expect(lines).toContain('The history of the run r is gone.');
  const output = testOutput();
  const ids = { id: 'a/b', runId: 'r', path: 'a' };
  printStepData(output, { ...ids, arguments: '\u009b2J', output: null, dataMissing: null });
  expect(`${lines.join('')}${output.text()}`).not.toMatch(/[\u001b\u009b]/);
});
