import { performance } from 'node:perf_hooks';
import { compileOrThrow, definitionOf, type Ground } from './definition.ts';
import { median } from './statistics.ts';

/** Milliseconds to compile a definition of so many steps, in a process that has compiled before: median of many. */
export function compileMs(steps: number, ground: Ground): number {
  const text = definitionOf('compiled', steps);
  const once = (): number => {
    const began = performance.now();
    compileOrThrow(text, ground);
    return performance.now() - began;
  };
  Array.from({ length: WARM_UPS }, once);
  return median(Array.from({ length: TIMES }, once));
}

const WARM_UPS = 60;
const TIMES = 101;
