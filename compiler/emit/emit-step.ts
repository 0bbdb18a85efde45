import type { Context } from '../binding/context.ts';
import { enclosingGroups } from '../binding/names/upstream.ts';
import type { StepNode } from '../binding/model.ts';
import { milliseconds } from '../syntax/duration.ts';
import type { Step, StepBase } from '../../plan/plan.ts';
import { groupOutput } from './default-outputs.ts';
import { emitCall } from './emit-call.ts';
import { emitApproval, emitWaitFor } from './emit-waits.ts';
import { emitResource } from './emit-resource.ts';
import type { FailureHandling } from './failure-handling.ts';
import type { Readers } from './output-readers.ts';
import { expressionOf } from './single-expression.ts';

export interface Emission {
  context: Context;
  failures: FailureHandling;
  readers: Readers;
}

/** One node → one step of the plan. */
export function emitStep(emission: Emission, node: StepNode): Step {
  const base = emitBase(emission, node);
  switch (node.verb) {
    case 'action':
    case 'tools':
      return emitCalls(base, node);
    case 'resource':
      return emitResource(emission.context, base, node);
    case 'approval':
      return emitApproval(base, node);
    case 'wait_for':
      return emitWaitFor(base, node);
    case 'sleep':
      return { ...base, kind: 'sleep', durationMs: milliseconds(node.syntax.sleep) ?? 0 };
    case 'workflow':
      return emitWorkflow(base, node);
    case 'group':
      return {
        ...base,
        kind: 'group',
        steps: node.children.map((child) => emitStep(emission, child)),
        output: groupOutput(node),
      };
    case 'fail':
      return {
        ...base,
        kind: 'fail',
        type: node.syntax.fail?.type ?? 'StepFailed',
        message: node.uses.get('message')?.template ?? EMPTY,
      };
  }
}

const EMPTY = { kind: 'literal', value: '' } as const;

function emitBase(emission: Emission, node: StepNode): StepBase {
  const { syntax } = node;
  const { failures } = emission;
  const items = node.uses.get('for_each');
  const wanted = syntax.on_failure ?? inheritedOnFailure(node, failures);
  return {
    name: node.name,
    dependsOn: node.dependsOn.map((step) => step.name),
    when: expressionOf(node.uses.get('when')),
    forEach:
      items === undefined ? null : { items: items.template, as: node.as, maxConcurrency: syntax.max_concurrency ?? 4 },
    // Where nothing is compensated, a failure that asks for it just fails.
    onFailure: wanted === 'compensate' && !failures.compensates ? 'fail' : wanted,
    pivot: syntax.pivot ?? false,
    outputReaders: [...(emission.readers.get(node) ?? [])],
    classification: syntax.classification ?? null,
    requiresLevel: syntax.requires_level ?? emission.context.definition.body.requires_level ?? 1,
  };
}

/** What a group says holds for the steps inside that say nothing; one that goes on without them lets nothing out, so they just fail. */
function inheritedOnFailure(node: StepNode, failures: FailureHandling): StepBase['onFailure'] {
  const group = enclosingGroups(node).find((outer) => outer.syntax.on_failure !== undefined);
  const said = group?.syntax.on_failure;
  if (said === undefined) return failures.onFailure;
  if (said !== 'continue') return said;
  return failures.onFailure === 'park' ? 'fail' : failures.onFailure;
}

function emitCalls(base: StepBase, node: StepNode): Step {
  const calls = node.calls.map(emitCall);
  const [call] = calls;
  if (node.verb === 'action' && call !== undefined) return { ...base, kind: 'action', call };
  return { ...base, kind: 'tools', calls };
}

/** The child is there: a definition whose child is missing has an error and no plan. */
function emitWorkflow(base: StepBase, node: StepNode): Step {
  const { child, childArguments } = node;
  if (child === null || childArguments === null) throw new Error(`Step "${node.name}" has no child plan.`);
  return {
    ...base,
    kind: 'workflow',
    definition: child.plan.name,
    arguments: childArguments.template,
    plan: child.plan,
    planHash: child.planHash,
    output: node.uses.get('output')?.template ?? null,
  };
}
