import type { StepKind } from '../../../plan/step-kinds.ts';
import { subSchema } from '../../schemas/parts.ts';
import { bindCallStep, bindToolsStep } from './bind-call-step.ts';
import { bindGroup } from './bind-group.ts';
import { bindResource } from './bind-resource.ts';
import { bindApproval, bindFail, bindWaitFor } from './bind-waits.ts';
import { bindWorkflow } from './bind-workflow.ts';
import type { Context } from '../context.ts';
import { schemaOf } from '../templates/expression-schema.ts';
import type { StepNode } from '../model.ts';
import { readUse, visibility } from '../templates/read-template.ts';
import { scopeOf } from '../templates/scope.ts';
import { inOrder } from '../names/upstream.ts';
import { reportReservedName } from '../reports/bad-value.ts';

/** Reads and binds the steps of a list, each after what it depends on, so that the outputs it can see are known. */
export function bindSteps(context: Context, steps: readonly StepNode[]): void {
  for (const step of inOrder(steps)) {
    bindModifiers(context, step);
    BIND_VERB[step.verb](context, step);
  }
}

function bindModifiers(context: Context, step: StepNode): void {
  const { when, for_each: forEach } = step.syntax;
  const sees = visibility(step, { kind: 'before' });
  if (when !== undefined) step.uses.set('when', readUse(context, when, [...step.path, 'when'], sees, 'boolean'));
  if (forEach === undefined) return;
  reportReservedName(context, step);
  const use = readUse(context, forEach, [...step.path, 'for_each'], sees, 'list');
  step.uses.set('for_each', use);
  const list = schemaOf(use.template, scopeOf(context, sees));
  step.item = list === undefined ? undefined : subSchema(list, 'items');
}

/** By kind, so that a new kind of step does not compile before it is bound. */
const BIND_VERB: Record<StepKind, (context: Context, step: StepNode) => void> = {
  action: bindCallStep,
  tools: bindToolsStep,
  resource: bindResource,
  approval: bindApproval,
  wait_for: bindWaitFor,
  sleep: (_, step) => {
    step.output = { type: 'null' };
  },
  workflow: bindWorkflow,
  group: (context, step) => {
    bindGroup(context, step, bindSteps);
  },
  fail: bindFail,
};
