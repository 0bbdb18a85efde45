import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';

/** SAGAS S4: a compensation is fixed when its step returns, so a later step has nothing to give it. */
export function compensationReadsLaterStep(context: Context, analysis: Analysis): void {
  for (const { use, strangers } of analysis.uses) {
    if (!use.sees.isCompensation) continue;
    const step = use.sees.step?.name ?? '';
    for (const { name, reference, within } of strangers) {
      context.report({
        code: 'compensation-reads-later-step',
        message:
          name === step
            ? `The compensation of "${step}" reads "steps.${name}"; its own result is named "output" there.`
            : `The compensation of "${step}" reads step "${name}", which "${step}" does not wait for.`,
        path: within,
        at: { offset: reference.at, end: reference.end },
        hint: 'A compensation reads "input", its own step\'s "arguments" and "output", and steps upstream.',
      });
    }
  }
}
