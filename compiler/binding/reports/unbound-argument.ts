import type { Context } from '../context.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';

/** A required argument that nothing can be found for. `reason` completes "…, and …". */
export function reportUnboundArgument(
  context: Context,
  target: { name: string; path: Path },
  property: string,
  reason: string,
): void {
  context.report({
    code: 'unbound-argument',
    message: `"${target.name}" needs the argument "${property}", and ${reason}.`,
    path: target.path,
    hint: `Write it: arguments: { ${property}: … }.`,
  });
}
