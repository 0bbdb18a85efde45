import type { Template } from '../../plan/expressions/template.ts';
import type { Context } from '../binding/context.ts';
import type { StepNode } from '../binding/model.ts';
import { retryOf, timeoutsOf } from '../binding/steps/policies.ts';
import { milliseconds } from '../syntax/duration.ts';
import { own } from '../binding/names/tool-facts.ts';
import type { ResourceStep, StepBase, UriPart } from '../../plan/plan.ts';
import { emitFallback } from './emit-call.ts';

export function emitResource(context: Context, base: StepBase, node: StepNode): ResourceStep {
  const { syntax } = node;
  const server = node.server === null ? undefined : own(context.platform?.servers, node.server);
  const retry = retryOf(syntax.retry_policy, context.definition.orchestration, context.platform?.orchestration ?? null);
  return {
    ...base,
    kind: 'resource',
    // Empty: compiled without a catalog to find the server in. Such a plan can be shown, but is never started.
    server: node.server ?? '',
    uri: uriParts(node.uses.get('resource')?.template),
    output: node.uses.get('output')?.template ?? null,
    fallback: emitFallback(node.fallback),
    cacheMs: milliseconds(syntax.cache),
    timeout: timeoutsOf(syntax.timeout, server?.timeoutMs ?? null, retry.maximumAttempts === null),
    retry,
  };
}

function uriParts(template: Template | undefined): UriPart[] {
  switch (template?.kind) {
    case 'literal':
      return [{ kind: 'literal', text: typeof template.value === 'string' ? template.value : '' }];
    case 'expression':
      return [{ kind: 'expression', expression: template.expression }];
    case 'text':
      return template.parts.map((part) =>
        typeof part === 'string' ? { kind: 'literal', text: part } : { kind: 'expression', expression: part },
      );
    default:
      return [];
  }
}
