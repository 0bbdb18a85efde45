import { expect, it } from 'vitest';
import { formatReport } from './format-report.ts';
import { EVERYTHING, runModel } from './run-model.ts';
import { SCENARIOS } from './scenarios.ts';

it(
  'closes no scenario of six steps, and no random plan, with an effect left behind or a step lost',
  { timeout: 300_000 },
  async () => {
    const report = await runModel({
      ...EVERYTHING,
      strides: { sequence: 1, parallel: 11 },
      randomRuns: 4_000,
      resetRuns: 2_000,
      seed: 1,
    });
    expect(report.parts.flatMap(({ violations }) => violations).join('\n')).toBe('');
    expect(report.parts.find(({ name }) => name === 'sequence')?.scenarios).toBe(SCENARIOS);
    // A model that could not tell right from wrong would find nothing in these either.
    expect(
      report.baselines.every(({ leftBehind }) => leftBehind > SCENARIOS / 10),
      formatReport(report).join('\n'),
    ).toBe(true);
  },
);
