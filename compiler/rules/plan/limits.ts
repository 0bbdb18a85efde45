import type { Context } from '../../binding/context.ts';

/** SAGAS S37: the plan lies in the execution's history and must leave room for its outputs. `length` is that of its JSON. */
export function checkPlanSize(context: Context, length: number): void {
  if (length <= MAX_PLAN_LENGTH) return;
  context.report({
    code: 'limits',
    message: `The compiled plan has ${Math.ceil(length / 1024).toString()} kB; at most ${(MAX_PLAN_LENGTH / 1024).toString()} kB fit into an execution's history.`,
    path: [...context.definition.root, 'steps'],
    hint: 'Move some of the steps into a definition of their own, or use tools with smaller schemas.',
  });
}

const MAX_PLAN_LENGTH = 768 * 1024;
