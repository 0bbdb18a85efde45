import type { z } from 'zod';
import type { Json } from '../../plan/json.ts';
import { checkShape } from './check-shape.ts';
import type { Places } from './places.ts';
import { withoutProblems } from './repair.ts';
import type { Problem } from './report.ts';

export interface Repaired<T> {
  /** What is left when everything of the wrong shape is taken away; null when nothing usable is. */
  value: T | null;
  problems: readonly Problem[];
}

/** Checks a whole document's shape; when it is wrong, what is right about it is kept for the rules that come after. */
export function checkRepaired<T>(schema: z.ZodType<T>, value: Json, places: Places): Repaired<T> {
  const first = checkShape(schema, value, [], places);
  if (first.ok) return { value: first.value, problems: [] };
  let { problems } = first;
  let rest: Json | null = value;
  for (let round = 0; round < REPAIRS; round++) {
    rest = withoutProblems(rest, problems);
    if (rest === null) break;
    const again = checkShape(schema, rest, [], places);
    if (again.ok) return { value: again.value, problems: first.problems };
    problems = again.problems;
  }
  return { value: null, problems: first.problems };
}

/** Taking a wrong part away may leave a required key missing, so its mapping goes next; deeper than this nothing is worth keeping. */
const REPAIRS = 4;
