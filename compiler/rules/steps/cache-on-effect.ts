import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import { hasKnownEffect } from '../../binding/effects.ts';

/** Only reads are cached: an effect that is answered from a cache did not happen. */
export function cacheOnEffect(context: Context, analysis: Analysis): void {
  for (const step of analysis.all) {
    const effect = step.syntax.cache === undefined ? undefined : step.calls.find(hasKnownEffect);
    if (effect === undefined) continue;
    context.report({
      code: 'cache-on-effect',
      message: `Step "${step.name}" cannot be cached: "${effect.tool.name}" may have an effect.`,
      path: [...step.path, 'cache'],
      hint: 'If the tool only reads, say so: effect: none.',
    });
  }
}
