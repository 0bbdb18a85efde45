import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';
import { didYouMean } from '../../suggest.ts';

/** `depends_on` names a step that is not in the same list. */
export function reportUnknownDependency(context: Context, step: StepNode, name: string, at: number): void {
  const elsewhere = context.steps.get(name);
  const names = step.siblings.filter((sibling) => sibling !== step).map((sibling) => sibling.name);
  const guess = didYouMean(name, names);
  context.report({
    code: 'unknown-dependency',
    message:
      elsewhere === undefined
        ? `There is no step "${name}" to wait for.${guess === undefined ? '' : ` Did you mean "${guess}"?`}`
        : `Step "${name}" is not in the same list as "${step.name}", so "${step.name}" cannot wait for it.`,
    path: [...step.path, 'depends_on', at],
    ...(elsewhere === undefined ? {} : { hint: hintFor(step, elsewhere) }),
  });
}

function hintFor(step: StepNode, other: StepNode): string {
  if (other.parent !== null && step.siblings.includes(other.parent))
    return `Wait for the group "${other.parent.name}".`;
  return 'A group waits as a whole: put "depends_on" on the group itself.';
}
