import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';

/** Keys about compensation where nothing is compensated: it is switched off, the call only reads, or no step has any. */
export function nothingToCompensate(context: Context, analysis: Analysis): void {
  compensatesNever(context, analysis);
  undoesReads(context, analysis);
  undoesNothing(context, analysis);
}

/** The definition switches compensations off, and a step asks for them. */
function compensatesNever(context: Context, analysis: Analysis): void {
  const { definition } = context;
  if (definition.kind !== 'saga' || definition.body.compensations_enabled !== false) return;
  if (definition.orchestration?.error_handling?.failure_handling === 'compensating_transactions') {
    context.report({
      code: 'misplaced-key',
      message: '"compensating_transactions" asks for what "compensations_enabled: false" switches off.',
      path: ['orchestration', 'error_handling', 'failure_handling'],
      at: 'key',
      hint: 'Remove one of the two.',
    });
  }
  for (const step of analysis.all) {
    if (step.syntax.on_failure !== 'compensate') continue;
    context.report({
      code: 'misplaced-key',
      message: `Step "${step.name}" says "on_failure: compensate", but "compensations_enabled: false" switches that off.`,
      path: [...step.path, 'on_failure'],
      at: 'key',
      hint: 'Remove one of the two.',
    });
  }
}

/** A call that only reads never enters the ledger, so its compensation would never be called. */
function undoesReads(context: Context, analysis: Analysis): void {
  for (const call of analysis.calls) {
    if (call.compensation === null || call.effect) continue;
    const isWritten = call.step.syntax.effect === 'none';
    context.report({
      code: 'misplaced-key',
      message: `Step "${call.step.name}" has a compensation, but "${call.tool.name}" only reads: it would never be undone.`,
      path: call.compensation.path,
      hint: isWritten ? 'Remove "compensation", or "effect: none".' : READ_ONLY,
    });
  }
}

const READ_ONLY =
  'Remove "compensation". If the tool has an effect, its server should not call it read-only, or not be trusted.';

/** How compensations are carried out, where no call has one and no child could hand one over. */
function undoesNothing(context: Context, analysis: Analysis): void {
  const { body, root } = context.definition;
  const isAble = analysis.calls.some((call) => call.compensation !== null) || analysis.all.some(startsChild);
  if (isAble) return;
  for (const key of ['max_parallel_compensations', 'park_after'] as const) {
    if (body[key] === undefined) continue;
    context.report({
      code: 'misplaced-key',
      message: `"${key}" means nothing here: no step has a compensation.`,
      path: [...root, key],
      at: 'key',
      hint: 'Remove it, or give the steps compensations.',
    });
  }
}

function startsChild(step: Analysis['all'][number]): boolean {
  return step.verb === 'workflow';
}
