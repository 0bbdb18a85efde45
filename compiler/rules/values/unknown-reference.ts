import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';

/**
 * A name or property that does not exist; and `steps` or `failures` read as a whole or by a computed name, because then nobody can
 * tell which steps are waited for.
 */
export function unknownReference(context: Context, analysis: Analysis): void {
  for (const { findings, unnamed } of analysis.uses) {
    for (const { reference, within } of unnamed) {
      context.report({
        code: 'unknown-reference',
        message: `"${reference.root}" can only be read by a written name, as in ${reference.root}.charge.`,
        path: within,
        at: { offset: reference.at, end: reference.end },
      });
    }
    for (const finding of findings) if (finding.code === 'unknown-reference') context.report(finding);
  }
}
