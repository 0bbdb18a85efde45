import type { Context } from '../context.ts';
import { schemaOf } from '../templates/expression-schema.ts';
import type { StepNode } from '../model.ts';
import { readUse, visibility } from '../templates/read-template.ts';
import { closed, scopeOf, visibleOutput } from '../templates/scope.ts';

/** A group: its steps first, then what of them is visible outside. */
export function bindGroup(
  context: Context,
  step: StepNode,
  bindSteps: (context: Context, steps: readonly StepNode[]) => void,
): void {
  bindSteps(context, step.children);
  const { output } = step.syntax;
  if (output === undefined) {
    step.output = closed(Object.fromEntries(step.children.map((child) => [child.name, visibleOutput(child) ?? {}])));
    return;
  }
  const sees = visibility(step, { kind: 'inside' });
  const use = readUse(context, output, [...step.path, 'output'], sees);
  step.uses.set('output', use);
  step.output = schemaOf(use.template, scopeOf(context, sees));
}
