import type { Json } from '../../plan/json.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { valueAt } from './check-shape.ts';
import { severityOf } from './report.ts';
import type { Problem } from './report.ts';

/**
 * A copy without the parts that have the wrong shape, so that the rest can still be checked and one run reports all problems.
 * A misspelt key is read as the one that was meant. Null when a part cannot be taken away without moving what follows it.
 */
export function withoutProblems(value: Json, problems: readonly Problem[]): Json | null {
  const copy = structuredClone(value);
  for (const problem of problems) {
    const target = problem.code === 'missing-key' ? problem.path.slice(0, -1) : problem.path;
    const key = removable(target);
    if (key === null) return null;
    remove(copy, key, problem.code === 'unknown-key' ? problem.meant : undefined);
  }
  return copy;
}

/** False for a warning about a key that the file does not have: it was misspelt, and read as the key that was meant. */
export function standsIn(value: Json): (problem: Problem) => boolean {
  return (problem) => severityOf(problem) !== 'warning' || valueAt(value, problem.path) !== undefined;
}

/** The key to take away: a wrong item takes its whole list with it, but a step is never taken out of its list. */
function removable(path: Path): Path | null {
  let end = path.length;
  while (typeof path[end - 1] === 'number') {
    if (path[end - 2] === 'steps') return null;
    end--;
  }
  return end > 0 ? path.slice(0, end) : null;
}

function remove(root: Json, path: Path, meant: string | undefined): void {
  let parent: Json | undefined = root;
  for (const part of path.slice(0, -1)) {
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, part)) return;
    parent = Array.isArray(parent) ? parent[Number(part)] : parent[part];
  }
  const key = path.at(-1);
  if (
    typeof parent !== 'object' ||
    parent === null ||
    Array.isArray(parent) ||
    key === undefined ||
    !Object.hasOwn(parent, key)
  )
    return;
  const written = parent[key];
  if (meant !== undefined && written !== undefined && !Object.hasOwn(parent, meant)) parent[meant] = written;
  Reflect.deleteProperty(parent, key);
}
