import type { Path } from '../../diagnostics/diagnostic.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import type { SingleStepSyntax } from '../../syntax/language.ts';
import { completeCall } from './complete-call.ts';
import { readCompensation } from './bind-compensation.ts';
import type { Context } from '../context.ts';
import { schemaOf } from '../templates/expression-schema.ts';
import type { FallbackNode, StepNode } from '../model.ts';
import { readCall } from './read-call.ts';
import { readUse, visibility } from '../templates/read-template.ts';
import { scopeOf } from '../templates/scope.ts';

/** What takes the place of a call after its last attempt; the step's `output:` projects its result too. */
export function bindFallback(context: Context, step: StepNode, output: SingleStepSyntax['output']): void {
  const { fallback } = step.syntax;
  if (fallback === undefined) return;
  const path = [...step.path, 'fallback'];
  if ('value' in fallback) {
    const use = readUse(context, fallback.value, [...path, 'value'], visibility(step));
    step.fallback = { kind: 'value', value: use };
    return;
  }
  const at = (key: string): Path => (key === 'output' ? [...step.path, key] : [...path, key]);
  const call = readCall(context, {
    step,
    role: 'fallback',
    server: fallback.mcp_server ?? step.syntax.mcp_server,
    serverPath: fallback.mcp_server === undefined ? [...step.path, 'mcp_server'] : [...path, 'mcp_server'],
    tool: fallback.action,
    toolPath: [...path, 'action'],
    at,
    arguments: fallback.arguments,
    output,
    idempotency: undefined,
  });
  step.fallback = { kind: 'call', call };
  completeCall(context, call);
  readCompensation(context, call, fallback.compensation, [...path, 'compensation']);
}

export function fallbackSchema(context: Context, fallback: FallbackNode): JsonSchema | undefined {
  if (fallback.kind === 'call') return fallback.call.output;
  return schemaOf(fallback.value.template, scopeOf(context, fallback.value.sees));
}
