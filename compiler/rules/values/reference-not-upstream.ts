import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import type { Use } from '../../binding/model.ts';

/** A step is read that need not have ended: the value would depend on timing. */
export function referenceNotUpstream(context: Context, analysis: Analysis): void {
  for (const { use, strangers } of analysis.uses) {
    // What a compensation may read is a rule of its own: compensation-reads-later-step.
    if (use.sees.isCompensation) continue;
    for (const { name, reference, within } of strangers) {
      context.report({
        code: 'reference-not-upstream',
        message: sentence(context, use, name),
        path: within,
        at: { offset: reference.at, end: reference.end },
        hint: hintFor(context, use, name),
      });
    }
  }
}

function sentence(context: Context, use: Use, name: string): string {
  const reader = use.sees.step;
  if (reader?.name === name) return `Step "${name}" reads its own output before there is one.`;
  if (reader === null || context.steps.get(name)?.parent !== reader.parent) {
    return `Step "${name}" cannot be seen from here.`;
  }
  return `Step "${reader.name}" reads step "${name}" but does not wait for it.`;
}

function hintFor(context: Context, use: Use, name: string): string {
  const other = context.steps.get(name);
  if (other?.parent != null && other.parent !== use.sees.step?.parent) {
    return `Outside of group "${other.parent.name}" only its output is visible: steps.${other.parent.name}.output.`;
  }
  if (use.sees.step === null || use.sees.step.name === name) return 'Only steps upstream can be read.';
  return `Add "${name}" to "depends_on" of step "${use.sees.step.name}".`;
}
