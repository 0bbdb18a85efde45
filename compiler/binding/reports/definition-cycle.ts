import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';

/** A definition that leads back to itself through `workflow:` steps would start children for ever. */
export function reportDefinitionCycle(context: Context, step: StepNode, names: string[]): void {
  context.report({
    code: 'definition-cycle',
    message: `These definitions start each other without end: ${names.map((name) => `"${name}"`).join(' → ')}.`,
    path: [...step.path, 'workflow'],
    hint: 'Take one of these "workflow:" steps out; a list is worked off with "for_each".',
  });
}
