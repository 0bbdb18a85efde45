import type { Reference } from '../../../plan/expressions/references.ts';
import type { Context } from '../../binding/context.ts';
import type { Use } from '../../binding/model.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';

/** A step is read that need not have ended: the value would depend on timing. */
export function reportReferenceNotUpstream(
  context: Context,
  use: Use,
  name: string,
  at: { reference: Reference; within: Path },
): void {
  const reader = use.sees.step;
  const other = context.steps.get(name);
  const isItself = reader?.name === name;
  context.report({
    code: 'reference-not-upstream',
    message: isItself
      ? `Step "${name}" reads its own output before there is one.`
      : reader === null || other?.parent !== reader.parent
        ? `Step "${name}" cannot be seen from here.`
        : `Step "${reader.name}" reads step "${name}" but does not wait for it.`,
    path: at.within,
    at: { offset: at.reference.at, end: at.reference.end },
    hint: hintFor(context, use, name),
  });
}

function hintFor(context: Context, use: Use, name: string): string {
  const other = context.steps.get(name);
  if (other?.parent != null && other.parent !== use.sees.step?.parent) {
    return `Outside of group "${other.parent.name}" only its output is visible: steps.${other.parent.name}.output.`;
  }
  if (use.sees.step === null || use.sees.step.name === name) return 'Only steps upstream can be read.';
  return `Add "${name}" to "depends_on" of step "${use.sees.step.name}".`;
}
