import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import type { CallNode } from '../../binding/model.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { propertiesOf } from '../../schemas/parts.ts';
import { didYouMean } from '../../suggest.ts';

/** The argument that carries the idempotency key is one that the tool has. */
export function unknownKeyArgument(context: Context, analysis: Analysis): void {
  for (const call of analysis.calls) {
    const { argument } = call.idempotency;
    if (argument === null || call.tool.inputSchema === null) continue;
    const known = [...propertiesOf(call.tool.inputSchema).keys()];
    if (!known.includes(argument)) report(context, call, argument, known);
  }
}

function report(context: Context, call: CallNode, argument: string, known: readonly string[]): void {
  const near = didYouMean(argument, known);
  const written = call.step.syntax.idempotency !== undefined && call.role === 'forward';
  const guess = near === undefined ? '' : ` Did you mean "${near}"?`;
  context.report({
    code: 'bad-value',
    message: `"${call.tool.name}" has no argument "${argument}" that could carry the idempotency key.${guess}`,
    path: written ? keyPath(call) : call.path,
    hint: `Its arguments: ${known.join(', ')}.`,
  });
}

/** In a `tools:` step the key stands by tool. */
function keyPath({ step, tool }: CallNode): Path {
  const path = [...step.path, 'idempotency'];
  return [...path, ...(step.verb === 'tools' ? [tool.name] : []), 'argument'];
}
