import type { Plan, Step } from '../../../plan/plan.ts';
import type { Position } from '../../../plan/ledger.ts';

/** For each list of steps, and each step of it, the names of all that it transitively waits for: worked out once a run. */
export type Upstream = Map<readonly Step[], ReadonlyMap<string, ReadonlySet<string>>>;

/** Whether `a` had to end before `b` could start, so that `b` must be undone before `a` (S19). */
export function precedes({ plan, upstream }: OrderOf, a: Position, b: Position): boolean {
  let list: readonly Step[] = plan.steps;
  for (const [level, mine] of a.steps.entries()) {
    const other = b.steps[level];
    if (other === undefined) return false;
    if (mine.name !== other.name) return upstreamOf(upstream, list).get(other.name)?.has(mine.name) ?? false;
    // Iterations of one step run independently of each other.
    if (mine.index !== other.index) return false;
    const step = list.find((candidate) => candidate.name === mine.name);
    list = step?.kind === 'group' ? step.steps : [];
  }
  return a.call < b.call;
}

/** Of a run: the plan whose order it is, and what is known of it already. */
interface OrderOf {
  readonly plan: Plan;
  readonly upstream: Upstream;
}

/** Whether a call stands inside the group (or the iteration of it) that `above` leads to. */
export function isInside(position: Position, above: Position['steps']): boolean {
  return above.every((level, depth) => {
    const here = position.steps[depth];
    return here !== undefined && here.name === level.name && here.index === level.index;
  });
}

/** For each step of a list, the names of all it transitively depends on. */
function upstreamOf(known: Upstream, list: readonly Step[]): ReadonlyMap<string, ReadonlySet<string>> {
  const cached = known.get(list);
  if (cached !== undefined) return cached;

  const byName = new Map(list.map((step) => [step.name, step]));
  const upstream = new Map<string, Set<string>>();
  const visit = (name: string): Set<string> => {
    const done = upstream.get(name);
    if (done !== undefined) return done;
    const above = new Set<string>();
    upstream.set(name, above);
    for (const dependency of byName.get(name)?.dependsOn ?? []) {
      above.add(dependency);
      for (const further of visit(dependency)) above.add(further);
    }
    return above;
  };
  // In file order the recursion stays shallow: a step mostly depends on one that was visited already.
  for (const step of list) visit(step.name);
  known.set(list, upstream);
  return upstream;
}
