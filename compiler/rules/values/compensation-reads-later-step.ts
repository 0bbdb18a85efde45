import type { Reference } from '../../../plan/expressions/references.ts';
import type { Context } from '../../binding/context.ts';
import type { Use } from '../../binding/model.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';

/** SAGAS S4: a compensation is frozen when its step returns, so a later step has nothing to give it. */
export function reportCompensationReadsLaterStep(
  context: Context,
  use: Use,
  name: string,
  at: { reference: Reference; within: Path },
): void {
  const step = use.sees.step?.name ?? '';
  context.report({
    code: 'compensation-reads-later-step',
    message:
      name === step
        ? `The compensation of "${step}" reads "steps.${name}"; its own result is named "output" there.`
        : `The compensation of "${step}" reads step "${name}", which "${step}" does not wait for.`,
    path: at.within,
    at: { offset: at.reference.at, end: at.reference.end },
    hint: 'A compensation reads "input", its own step\'s "arguments" and "output", and steps upstream.',
  });
}
