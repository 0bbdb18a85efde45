import { expect, it } from 'vitest';
import { formatReport } from './format-report.ts';
import { EVERYTHING, runModel } from './run-model.ts';
import { SCENARIOS } from './scenarios.ts';

// The short form; `npm run model` plays all of it. Prime to the numbers of outcomes and positions, so that a share has all of them.
const EVERY = 5;

it(
  'closes no scenario of six steps in a share of them, and no random plan, with an effect left behind or a step lost',
  { timeout: 300_000 },
  async () => {
    const report = await runModel({
      ...EVERYTHING,
      strides: { sequence: EVERY, parallel: 11 * EVERY },
      randomRuns: 2_000,
      resetRuns: 1_000,
      lineageRuns: 1_000,
      seed: 1,
    });
    expect(report.parts.flatMap(({ violations }) => violations).join('\n')).toBe('');
    expect(report.parts.find(({ name }) => name === 'sequence')?.scenarios).toBe(Math.ceil(SCENARIOS / EVERY));
    // A model that could not tell right from wrong would find nothing in these either.
    expect(
      report.baselines.every(({ leftBehind }) => leftBehind > SCENARIOS / 10),
      formatReport(report).join('\n'),
    ).toBe(true);
  },
);
