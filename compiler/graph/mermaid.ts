import type { Plan, Step } from '../../plan/plan.ts';
import { STEP_KINDS } from '../../plan/step-kinds.ts';
import { stepsOf } from '../../plan/walk.ts';
import { compensationsOf, conditionsOf, describeStep } from './describe-step.ts';

/** A Mermaid flowchart. Step names are identifiers already; everything else is quoted and escaped. */
export function mermaidGraph(plan: Plan): string {
  const pivots = stepsOf(plan).flatMap(({ step }) => (step.pivot ? [idOf(step.name)] : []));
  const style = pivots.length === 0 ? [] : ['  classDef pivot stroke-width:4px', `  class ${pivots.join(',')} pivot`];
  return `${['flowchart TD', ...drawSteps(plan.steps, '  '), ...style].join('\n')}\n`;
}

function drawSteps(steps: readonly Step[], indent: string): string[] {
  return [...steps.flatMap((step) => drawStep(step, indent)), ...steps.flatMap((step) => drawEdges(step, indent))];
}

function drawStep(step: Step, indent: string): string[] {
  const id = idOf(step.name);
  const label = [step.name, step.kind === 'group' ? '' : describeStep(step), conditionsOf(step)].filter(
    (line) => line !== '',
  );
  const text = `"${label.map(escape).join('<br/>')}"`;
  if (step.kind === 'group') {
    return [`${indent}subgraph ${id}[${text}]`, ...drawSteps(step.steps, `${indent}  `), `${indent}end`];
  }
  const [open, close] = STEP_KINDS[step.kind].waitsForOthers ? ['{{', '}}'] : ['[', ']'];
  return [`${indent}${id}${open}${text}${close}`];
}

function drawEdges(step: Step, indent: string): string[] {
  const id = idOf(step.name);
  const undo = compensationsOf(step);
  return [
    ...step.dependsOn.map((name) => `${indent}${idOf(name)} --> ${id}`),
    ...(undo.length === 0
      ? []
      : [`${indent}${id}_undo(["${undo.map(escape).join('<br/>')}"])`, `${indent}${id} -. undone by .-> ${id}_undo`]),
  ];
}

/** `end` and `graph` are words of Mermaid: a prefix keeps names apart from them. */
function idOf(name: string): string {
  return `s_${name}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
