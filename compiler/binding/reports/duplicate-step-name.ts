import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';

/** Step names are unique in the whole file, groups included: they are activity ids and what expressions read. */
export function reportDuplicateStepName(context: Context, step: StepNode, first: StepNode): void {
  context.report({
    code: 'duplicate-step-name',
    message: `A step "${step.name}" exists already.`,
    path: [...step.path, 'name'],
    hint: 'Step names are unique in the whole file, also across groups.',
    related: [context.related([...first.path, 'name'], `The first "${step.name}".`)],
  });
}
