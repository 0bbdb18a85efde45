import type { Path } from '../../diagnostics/diagnostic.ts';
import { reportUnknownToolKeys } from '../reports/unknown-key.ts';
import { compare } from '../../schemas/compatibility.ts';
import { completeCall } from './complete-call.ts';
import { readCompensation } from './bind-compensation.ts';
import { readProbe } from './bind-probe.ts';
import type { Context } from '../context.ts';
import type { CallNode, StepNode } from '../model.ts';
import { bindFallback, fallbackSchema } from './bind-fallback.ts';
import { readCall } from './read-call.ts';
import type { CallSyntax } from './read-call.ts';
import { closed } from '../templates/scope.ts';
import { own } from '../names/tool-facts.ts';

/** `action:` — one call. */
export function bindCallStep(context: Context, step: StepNode): void {
  const { syntax } = step;
  if (syntax.tools !== undefined || syntax.action === undefined) return;
  const at = (key: string): Path => [...step.path, key];
  const call = readCall(context, {
    ...callOf(step, syntax.action, at('action'), at),
    arguments: syntax.arguments,
    output: syntax.output,
    idempotency: syntax.idempotency,
  });
  step.calls = [call];
  completeCall(context, call);
  readCompensation(context, call, syntax.compensation, at('compensation'));
  readProbe(context, call, syntax.probe, at('probe'));
  bindFallback(context, step, syntax.output);
  step.output = withFallback(context, step, call);
}

/** `tools:` — several calls in order, each seeing the outputs of those before it. */
export function bindToolsStep(context: Context, step: StepNode): void {
  const { syntax } = step;
  if (syntax.tools === undefined) return;
  reportUnknownToolKeys(context, step, syntax);
  for (const [index, tool] of syntax.tools.entries()) {
    const at = (key: string): Path => [...step.path, key, tool];
    const call = readCall(context, {
      ...callOf(step, tool, [...step.path, 'tools', index], at),
      arguments: own(syntax.arguments, tool),
      output: own(syntax.output, tool),
      idempotency: own(syntax.idempotency, tool),
    });
    step.calls.push(call);
    completeCall(context, call);
    readCompensation(context, call, own(syntax.compensation, tool), at('compensation'));
    readProbe(context, call, own(syntax.probe, tool), at('probe'));
  }
  step.output = closed(Object.fromEntries(step.calls.map((call) => [call.tool.name, call.output ?? {}])));
}

function callOf(
  step: StepNode,
  tool: string,
  toolPath: Path,
  at: (key: string) => Path,
): Omit<CallSyntax, 'arguments' | 'output' | 'idempotency'> {
  const serverPath = [...step.path, 'mcp_server'];
  return { step, role: 'forward', server: step.syntax.mcp_server, serverPath, tool, toolPath, at };
}

/** With a fallback the output is known only where both have the same shape. */
function withFallback(context: Context, step: StepNode, call: CallNode): StepNode['output'] {
  if (step.fallback === null || call.output === undefined) return call.output;
  const other = fallbackSchema(context, step.fallback);
  return other !== undefined && compare(other, call.output) === 'compatible' ? call.output : undefined;
}
