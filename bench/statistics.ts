/** The middle of the values; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Figures of several sides that were measured in turns: the n-th of each belong together. */
export type InTurns<Side extends string> = Record<Side, number[]>;

export type Paired = InTurns<'definition' | 'handWritten'>;

/** Of what the pairs of two sides say when each is compared. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  pairs: number;
}

/** Of the first side's figures to the second's. */
export function ratioOf(values: readonly number[], others: readonly number[]): Spread {
  return spreadOf(values.map((value, index) => value / (others[index] ?? Number.NaN)));
}

/** By how much the first side's figures are above the second's. */
export function differenceOf(values: readonly number[], others: readonly number[]): Spread {
  return spreadOf(values.map((value, index) => value - (others[index] ?? Number.NaN)));
}

function spreadOf(values: number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), pairs: values.length };
}

/** Measures all sides so many times in turns, each round beginning with the next one, after some rounds that do not count. */
export async function inTurns<Side extends string>(
  rounds: number,
  measure: Record<Side, () => Promise<number>>,
  warmUps = 1,
): Promise<InTurns<Side>> {
  const sides = Object.keys(measure) as Side[];
  const measured = Object.fromEntries(sides.map((side) => [side, [] as number[]])) as InTurns<Side>;
  for (let round = 0; round < warmUps; round += 1) for (const side of sides) await measure[side]();
  for (let round = 0; round < rounds; round += 1) {
    const first = round % sides.length;
    const order = [...sides.slice(first), ...sides.slice(0, first)];
    for (const side of order) measured[side].push(await measure[side]());
  }
  return measured;
}
