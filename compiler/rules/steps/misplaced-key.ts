import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import { entriesOf } from '../../binding/templates/written.ts';

/** Whoever sends a call fills in the argument that carries its idempotency key: nobody else writes it. */
export function writtenKeyArgument(context: Context, analysis: Analysis): void {
  for (const call of analysis.calls) {
    const { argument } = call.idempotency;
    if (argument === null || call.tool.inputSchema === null || call.written === null) continue;
    if (entriesOf(call.written.template)?.some(({ key }) => key === argument) !== true) continue;
    context.report({
      code: 'misplaced-key',
      message: `"${argument}" is the argument that carries the idempotency key: what is written here would never be sent.`,
      path: [...call.argumentsPath, argument],
      at: 'key',
      hint: 'Remove it; the key is filled in for every call.',
    });
  }
}
