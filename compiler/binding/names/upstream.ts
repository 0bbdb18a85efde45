import type { StepNode } from '../model.ts';

/** What runs directly before a step: what it waits for, or, for the first ones of a group, what the group waits for. */
function predecessors(step: StepNode): StepNode[] {
  if (step.dependsOn.length > 0) return step.dependsOn;
  return step.parent === null ? [] : predecessors(step.parent);
}

/** Everything upstream by distance, nearest first: its output is there, whatever the timing, when the step starts. */
export function upstreamLevels(step: StepNode): StepNode[][] {
  const known = settled.get(step);
  if (known !== undefined) return known;
  const levels = findLevels(step);
  settled.set(step, levels);
  return levels;
}

/** Kept, because every property of every tool asks for it, and dependencies do not change any more when the first step is bound. */
const settled = new WeakMap<StepNode, StepNode[][]>();

function findLevels(step: StepNode): StepNode[][] {
  let level = predecessors(step);
  const [only, another] = level;
  // What is upstream of the only predecessor was found already, or is kept now: a long chain is walked once, not once a step.
  if (only !== undefined && another === undefined) return [level, ...upstreamLevels(only)];
  const seen = new Set<StepNode>([step]);
  const levels: StepNode[][] = [];
  while (level.length > 0) {
    const fresh = [...new Set(level)].filter((node) => !seen.has(node));
    for (const node of fresh) seen.add(node);
    if (fresh.length > 0) levels.push(fresh);
    level = fresh.flatMap(predecessors);
  }
  return levels;
}

/** Whose outputs a step can read: siblings upstream of it, and what is upstream of the groups it stands in. */
export function visibleSteps(step: StepNode): Set<StepNode> {
  return new Set(upstreamLevels(step).flat());
}

/** The groups a step stands in, innermost first. */
export function enclosingGroups(step: StepNode): StepNode[] {
  const groups: StepNode[] = [];
  for (let group = step.parent; group !== null; group = group.parent) groups.push(group);
  return groups;
}

/** Every step of a list and of the groups in it, groups before their steps. */
export function allSteps(steps: readonly StepNode[]): StepNode[] {
  return steps.flatMap((step) => [step, ...allSteps(step.children)]);
}

/** A list in an order in which every step comes after what it depends on; equals stay in the order of the text. */
export function inOrder(steps: readonly StepNode[]): StepNode[] {
  const done = new Set<StepNode>();
  const ordered: StepNode[] = [];
  const visit = (step: StepNode): void => {
    if (done.has(step)) return;
    done.add(step);
    for (const before of step.dependsOn) visit(before);
    ordered.push(step);
  };
  for (const step of steps) visit(step);
  return ordered;
}
