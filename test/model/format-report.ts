import type { PartResult } from './parts.ts';
import type { ModelReport } from './run-model.ts';
import { CANCEL_POSITIONS, OUTCOMES, STEPS } from './scenarios.ts';

/** The report as Markdown: two tables and, where there are any, the violations. */
export function formatReport({ parts, baselines, seed, workers, wallMs }: ModelReport): string[] {
  const sequence = parts.find(({ name }) => name === 'sequence');
  return [
    `Seed ${seed}, ${workers} processes, ${(wallMs / 1_000).toFixed(0)} s.`,
    '',
    '| model | scenarios | violations | endings | parked | ms each (CPU) |',
    '|---|---:|---:|---|---:|---:|',
    ...parts.map(partLine),
    '',
    '| logic, over the same scenarios | closed with an effect left behind or missing |',
    '|---|---:|',
    ...baselines.map(({ name, scenarios, leftBehind }) => `| ${name} | ${share(leftBehind, scenarios)} |`),
    ...(sequence === undefined ? [] : [`| Sagaflow | ${share(sequence.violated, sequence.scenarios)} |`]),
    ...parts.flatMap(({ violations }) => violations.flatMap((violation) => ['', `- ${violation}`])),
  ];
}

function partLine({ name, scenarios, violated, counts, cpuMs }: PartResult): string {
  const { parked = 0, ...ends } = counts;
  const endings = Object.entries(ends)
    .toSorted(([, a], [, b]) => b - a)
    .map(([ending, count]) => `${ending} ${count.toLocaleString('en')}`)
    .join(', ');
  const each = scenarios === 0 ? '–' : (cpuMs / scenarios).toFixed(2);
  const model = NAMES[name] ?? name;
  return `| ${model} | ${scenarios.toLocaleString('en')} | ${violated} | ${endings} | ${parked === 0 ? '' : parked.toLocaleString('en')} | ${each} |`;
}

const NAMES: Record<string, string> = {
  sequence: `${STEPS} steps in sequence × ${OUTCOMES.length} outcomes × ${CANCEL_POSITIONS} cancel positions`,
  parallel: `${STEPS} steps at once × ${OUTCOMES.length} outcomes × ${CANCEL_POSITIONS} cancel positions`,
  random: 'random plans: parallel, groups, loops, tools, pivots, probes, cancels, continue-as-new',
  resets: 'random plans, reset to random events of any of their runs',
  lineages: 'random plans: terminated, recovered and reset in any order',
};

function share(part: number, whole: number): string {
  return whole === 0
    ? '–'
    : `${((100 * part) / whole).toFixed(1)} % (${part.toLocaleString('en')} of ${whole.toLocaleString('en')})`;
}
