import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import type { CallNode, StepNode } from '../../binding/model.ts';
import { enclosingGroups } from '../../binding/names/upstream.ts';
import { hasKnownEffect, isAfterPivot, planHasEffect } from '../../binding/effects.ts';

/**
 * SAGAS S1: on every path `(read|compensatable)* pivot? (read|retriable)*`. Behind the pivot nothing is undone, so what is there
 * either only reads or is repeated until it succeeds.
 */
export function pivotOrder(context: Context, analysis: Analysis): void {
  for (const step of analysis.all) {
    if (step.syntax.pivot === true) checkPivot(context, step);
    if (isAfterPivot(step)) checkAfter(context, step);
  }
}

function checkPivot(context: Context, step: StepNode): void {
  const repeated = [step, ...enclosingGroups(step)].find((node) => node.syntax.for_each !== undefined);
  const say = (message: string, hint: string): void => {
    context.report({ code: 'pivot-order', message, path: [...step.path, 'pivot'], hint });
  };
  if (step.verb === 'group') {
    say(
      `The group "${step.name}" cannot be the pivot as a whole.`,
      'Mark the one step of it that is the point of no return.',
    );
  } else if (repeated !== undefined) {
    say(
      `Step "${step.name}" is repeated by "for_each", so it would be a pivot more than once.`,
      'A pivot is one step; put what is repeated before or behind it.',
    );
  } else if (isAfterPivot(step)) {
    say(`Step "${step.name}" is a second pivot on its path.`, 'A path has at most one point of no return.');
  }
}

function checkAfter(context: Context, step: StepNode): void {
  const { fallback } = step;
  for (const call of [...step.calls, ...(fallback?.kind === 'call' ? [fallback.call] : [])]) checkCall(context, call);
  if (step.verb === 'fail') {
    report(context, step, `Step "${step.name}" fails behind the pivot, where nothing can be undone any more.`);
  }
  if (step.child !== null && planHasEffect(step.child.plan)) {
    report(context, step, `Step "${step.name}" starts a definition with effects behind the pivot.`);
  }
}

function checkCall(context: Context, call: CallNode): void {
  if (!hasKnownEffect(call) || call.step.syntax.pivot === true) return;
  const { name } = call.step;
  if (call.compensation !== null) {
    context.report({
      code: 'pivot-order',
      message: `Step "${name}" has a compensation, but behind the pivot nothing is undone.`,
      path: call.compensation.path,
      hint: 'Take the compensation away, or move the step before the pivot.',
    });
  } else if (call.retry.maximumAttempts !== null) {
    context.report({
      code: 'pivot-order',
      message: `Step "${name}" has an effect behind the pivot, but is not repeated until it succeeds.`,
      path: call.path,
      hint: 'Add "retry_policy: { max_attempts: unlimited }", or move the step before the pivot and give it a compensation.',
    });
  }
}

function report(context: Context, step: StepNode, message: string): void {
  const path = step.verb === 'fail' ? [...step.path, 'fail'] : [...step.path, 'workflow'];
  context.report({ code: 'pivot-order', message, path, at: 'key', hint: 'Move it before the pivot.' });
}
