/** The middle of the values; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Figures of two sides that were measured in turns: the n-th of each belong together. */
export interface Paired {
  definition: number[];
  handWritten: number[];
}

export interface Ratio {
  /** Median of the pairs' ratios, definition to hand-written. */
  median: number;
  min: number;
  max: number;
  pairs: number;
}

export function ratioOf({ definition, handWritten }: Paired): Ratio {
  const ratios = definition.map((value, index) => value / (handWritten[index] ?? Number.NaN));
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios), pairs: ratios.length };
}

/** Measures both sides so many times in turns, the first one alternating, after some rounds that do not count. */
export async function inTurns(
  rounds: number,
  measure: { definition: () => Promise<number>; handWritten: () => Promise<number> },
  warmUps = 1,
): Promise<Paired> {
  for (let round = 0; round < warmUps; round += 1) for (const side of SIDES) await measure[side]();
  const paired: Paired = { definition: [], handWritten: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? SIDES : [...SIDES].reverse();
    for (const side of order) paired[side].push(await measure[side]());
  }
  return paired;
}

const SIDES = ['definition', 'handWritten'] as const;
