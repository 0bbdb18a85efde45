import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import type { CallNode } from '../../binding/model.ts';
import { entriesOf } from '../../binding/templates/written.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { propertiesOf } from '../../schemas/parts.ts';
import { didYouMean } from '../../suggest.ts';

/** The argument that carries the key is one of the tool's, and nobody else fills it (reported as bad-value and misplaced-key). */
export function idempotencyArgument(context: Context, analysis: Analysis): void {
  for (const call of analysis.calls) {
    const { argument } = call.idempotency;
    if (argument === null || call.tool.inputSchema === null) continue;
    checkExists(context, call, argument, [...propertiesOf(call.tool.inputSchema).keys()]);
    checkUnwritten(context, call, argument);
  }
}

function checkExists(context: Context, call: CallNode, argument: string, known: readonly string[]): void {
  if (known.includes(argument)) return;
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

function checkUnwritten(context: Context, call: CallNode, argument: string): void {
  const entries = call.written === null ? null : entriesOf(call.written.template);
  if (!entries?.some(({ key }) => key === argument)) return;
  context.report({
    code: 'misplaced-key',
    message: `"${argument}" is the argument that carries the idempotency key: what is written here would never be sent.`,
    path: [...call.argumentsPath, argument],
    at: 'key',
    hint: 'Remove it; the key is filled in for every call.',
  });
}
