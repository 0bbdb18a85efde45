import type { Plan, Step } from '../../plan/plan.ts';
import { STEP_KINDS } from '../../plan/step-kinds.ts';
import { compensationsOf, conditionsOf, describeStep } from './describe-step.ts';

/** A Graphviz digraph. A group is a cluster; edges to and from it end at its border. */
export function dotGraph(plan: Plan): string {
  const lines = ['compound=true;', 'node [shape=box];', ...drawSteps(plan.steps)];
  return `digraph ${quote(plan.name)} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}\n`;
}

function drawSteps(steps: readonly Step[]): string[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  return [...steps.flatMap(drawStep), ...steps.flatMap((step) => drawEdges(step, byName))];
}

function drawStep(step: Step): string[] {
  const label = [step.name, describeStep(step), conditionsOf(step)]
    .filter((line) => line !== '')
    .map(escape)
    .join('\\n');
  if (step.kind === 'group') {
    const inside = drawSteps(step.steps).map((line) => `  ${line}`);
    return [`subgraph ${quote(`cluster_${step.name}`)} {`, `  label="${label}";`, ...inside, '}'];
  }
  const shape = STEP_KINDS[step.kind].waitsForOthers ? ', shape=hexagon' : '';
  return [`${quote(step.name)} [label="${label}"${shape}${step.pivot ? ', penwidth=3' : ''}];`];
}

function drawEdges(step: Step, byName: ReadonlyMap<string, Step>): string[] {
  const undo = compensationsOf(step);
  const undoName = quote(`${step.name} undo`);
  const edges = step.dependsOn.map((name) => drawEdge(byName.get(name), step));
  if (undo.length === 0) return edges;
  return [
    ...edges,
    `${undoName} [label="${undo.map(escape).join('\\n')}", style=rounded];`,
    `${quote(step.name)} -> ${undoName} [style=dashed, label="undone by"];`,
  ];
}

function drawEdge(from: Step | undefined, to: Step): string {
  const ends = [
    ...(from?.kind === 'group' ? [`ltail=${quote(`cluster_${from.name}`)}`] : []),
    ...(to.kind === 'group' ? [`lhead=${quote(`cluster_${to.name}`)}`] : []),
  ];
  const attributes = ends.length === 0 ? '' : ` [${ends.join(', ')}]`;
  return `${quote(from === undefined ? to.name : leafOf(from, 'last'))} -> ${quote(leafOf(to, 'first'))}${attributes};`;
}

/** Graphviz draws edges between nodes only: a step inside stands for the group. */
function leafOf(step: Step, which: 'first' | 'last'): string {
  if (step.kind !== 'group') return step.name;
  const inside = which === 'first' ? step.steps[0] : step.steps.at(-1);
  return inside === undefined ? step.name : leafOf(inside, which);
}

function quote(text: string): string {
  return `"${escape(text)}"`;
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', ' ');
}
