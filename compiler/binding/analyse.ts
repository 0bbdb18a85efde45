import type { JsonSchema } from '../../plan/json.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { closeInput } from '../schemas/close.ts';
import { inlineRefs } from '../schemas/inline-refs.ts';
import { bindCompensation } from './steps/bind-compensation.ts';
import { bindProbe } from './steps/bind-probe.ts';
import { bindSteps } from './steps/bind-steps.ts';
import { buildTree } from './names/build-tree.ts';
import type { Context } from './context.ts';
import { resolveDependencies } from './names/dependencies.ts';
import { inferInput } from './arguments/infer-input.ts';
import type { CallNode, StepNode, TypedUse, Use } from './model.ts';
import { readUse, visibility } from './templates/read-template.ts';
import { typeUses } from './templates/type-uses.ts';
import { allSteps } from './names/upstream.ts';

/** The definition with every name resolved and every argument bound; rules check it, emit/ turns it into a plan. */
export interface Analysis {
  steps: StepNode[];
  /** Groups before their steps. */
  all: StepNode[];
  /** Forward calls and fallbacks. */
  calls: CallNode[];
  /** As it goes into the plan. */
  input: JsonSchema;
  output: Use | null;
  executionId: Use | null;
  /** Every template of the definition with its type. */
  uses: TypedUse[];
}

/**
 * The order matters: names before dependencies, dependencies before bindings (a step is bound after what it can see), all reads
 * of `input.x` before the input is inferred, the input before compensations, which never add to it, and types last of all.
 */
export function analyse(context: Context): Analysis {
  const { body, root } = context.definition;
  const written = body.input === undefined ? null : closeInput(body.input);
  if (written !== null) context.input = inlineRefs(written);
  const steps = buildTree(context, body.steps, [...root, 'steps']);
  resolveDependencies(context, steps);
  bindSteps(context, steps);
  const output = readOutput(context, [...root, 'output']);
  const executionId = readExecutionId(context, [...root, 'execution_id']);
  const input = written ?? inferInput(context);
  context.input ??= input;
  const all = allSteps(steps);
  const calls = all.flatMap(callsOf);
  for (const call of calls) {
    if (call.compensation !== null) bindCompensation(context, call.compensation);
    if (call.probe !== null) bindProbe(context, call.probe);
  }
  return { steps, all, calls, input, output, executionId, uses: typeUses(context) };
}

function callsOf(step: StepNode): CallNode[] {
  return step.fallback?.kind === 'call' ? [...step.calls, step.fallback.call] : step.calls;
}

function readOutput(context: Context, path: Path): Use | null {
  const { output } = context.definition.body;
  if (output === undefined) return null;
  return readUse(context, output, path, visibility(null, { kind: 'definition' }));
}

function readExecutionId(context: Context, path: Path): Use | null {
  const { execution_id: text } = context.definition.body;
  if (text === undefined) return null;
  return readUse(context, text, path, visibility(null, { kind: 'input-only' }), 'text');
}
