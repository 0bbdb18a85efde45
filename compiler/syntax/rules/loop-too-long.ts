import { MAX_ITERATIONS } from '../../../plan/limits.ts';
import type { PlacedStep } from '../each-step.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';

/**
 * A written `for_each` list with more items than a step has iterations, at the first item that is too many. A list literal inside an
 * expression cannot be that long: an expression has at most 500 nodes.
 */
export function loopTooLong({ step, path }: PlacedStep, places: Places): Problem[] {
  const { for_each: list } = step;
  if (!Array.isArray(list) || list.length <= MAX_ITERATIONS) return [];
  const at = [...path, 'for_each', MAX_ITERATIONS];
  const [most, written] = [MAX_ITERATIONS, list.length].map((count) => count.toLocaleString('en'));
  return [
    {
      code: 'loop-too-long',
      message: `Step "${step.name}" would have ${written ?? ''} iterations; a step has at most ${most ?? ''}.`,
      path: at,
      range: places.of(at),
      hint: 'Split the list among several steps, or start a definition for each part of it with "workflow:".',
    },
  ];
}
