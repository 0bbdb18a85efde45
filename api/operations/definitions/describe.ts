import { graph } from '../../../compiler/graph.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import type { Call, Plan, Step } from '../../../plan/plan.ts';
import { STEP_KINDS } from '../../../plan/step-kinds.ts';
import { callsOf, stepsOf } from '../../../plan/walk.ts';
import { mayRead } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { findDefinition } from './find-definition.ts';
import type { ServedDefinition, ServedDefinitions } from '../ports.ts';

export interface DefinitionSummary {
  name: string;
  version: number;
  description: string | null;
  kind: 'saga' | 'workflow';
  planHash: string;
  /** What hinders it from being started now: its tools' schemas are not known. Null when it can be. */
  problem: string | null;
}

export interface DefinitionDetail extends DefinitionSummary {
  /** JSON Schema 2020-12, `type: object`. */
  input: JsonSchema;
  /** Null when nothing is known. */
  output: JsonSchema | null;
  steps: StepSummary[];
  /** Mermaid flowchart. */
  graph: string;
  /** The YAML as it was compiled. */
  source: string;
  /** The effects of its steps, for the annotations of a tool. */
  effects: { isReadOnly: boolean; isDestructive: boolean; isIdempotent: boolean };
}

export interface StepSummary {
  name: string;
  verb: string;
  server: string | null;
  tool: string | null;
  dependsOn: string[];
  /** `server.tool` of the compensation. */
  compensation: string | null;
  isPivot: boolean;
}

/** The names of the definitions that the caller may read. */
export function readableNames(definitions: ServedDefinitions, caller: Caller): string[] {
  return definitions.names().filter((name) => mayRead(caller, name));
}

/** Throws `unknown-definition`. */
export function summarize(definitions: ServedDefinitions, name: string): DefinitionSummary {
  return summaryOf(findDefinition(definitions, name));
}

/** Throws `unknown-definition`. */
export function describeDefinition(definitions: ServedDefinitions, name: string): DefinitionDetail {
  const found = findDefinition(definitions, name);
  const { plan, source } = found;
  return {
    ...summaryOf(found),
    input: plan.input,
    output: plan.outputSchema,
    steps: stepsOf(plan).map(({ step }) => summarizeStep(step)),
    graph: graph(plan, 'mermaid'),
    source,
    effects: effectsOf(plan),
  };
}

function summaryOf({ plan, planHash, skipped }: ServedDefinition): DefinitionSummary {
  const { name, version, description, kind } = plan;
  const problem =
    skipped.length === 0
      ? null
      : `"${name}" cannot start now, because its tools' schemas are not known: ${skipped.join(' ')}`;
  return { name, version, description, kind, planHash, problem };
}

function summarizeStep(step: Step): StepSummary {
  const { name, dependsOn, pivot } = step;
  const call = step.kind === 'action' ? step.call : null;
  const undo = call?.compensation ?? null;
  return {
    name,
    verb: STEP_KINDS[step.kind].verb,
    server: call?.server ?? (step.kind === 'resource' ? step.server : null),
    tool: call?.tool ?? null,
    dependsOn,
    compensation: undo === null ? null : `${undo.server}.${undo.tool}`,
    isPivot: pivot,
  };
}

/** What a tool made of this definition may promise. */
function effectsOf(plan: Plan): DefinitionDetail['effects'] {
  const hasEffect = callsIn(plan).some(({ effect }) => effect);
  // The same input means the same execution only where the input itself names it.
  const isIdempotent = !hasEffect || (plan.executionId !== null && !plan.allowRepeat);
  return { isReadOnly: !hasEffect, isDestructive: hasEffect, isIdempotent };
}

/** Every call that the execution or its children can make. */
function callsIn(plan: Plan): Call[] {
  return stepsOf(plan).flatMap(({ step }) => [
    ...callsOf(step).map(({ call }) => call),
    ...(step.kind === 'workflow' ? callsIn(step.plan) : []),
  ]);
}
