import { evaluateTemplate } from '../../plan/expressions/evaluate-template.ts';
import type { Json, JsonObject } from '../../plan/json.ts';
import type { Step } from '../../plan/plan.ts';
import { asObject, hasEnded, rowOf } from './folding.ts';
import type { Folding } from './folding.ts';
import { pathAt } from './step-paths.ts';

/** The names an expression can read, as far as a history tells; null where it does not tell enough. */
export type KnownScope = Record<string, Json> | null;

export function rootScope(folding: Folding): KnownScope {
  const { id, startedAt } = folding.view;
  return { input: folding.input, steps: {}, failures: {}, execution: { id, started_at: startedAt } };
}

/** The outer scope with the outputs of a list's steps that have ended. */
export function scopeAt(
  folding: Folding,
  steps: readonly Step[],
  above: readonly number[],
  outer: KnownScope,
): KnownScope {
  if (outer === null) return null;
  const visible: JsonObject = { ...asObject(outer['steps']) };
  const failures: JsonObject = { ...asObject(outer['failures']) };
  const scope = { ...outer, steps: visible, failures };
  for (const step of steps) {
    const path = pathAt(step.name, above);
    if (!hasEnded(folding, path, step.name)) continue;
    const row = rowOf(folding, path);
    const output = outputOf(folding, step, above, scope);
    // What is not known stays away: an expression that reads it then fails, and nothing is concluded from it.
    if (output !== undefined) visible[step.name] = { output, status: row?.status ?? 'completed' };
    failures[step.name] = row?.failure == null ? null : { ...row.failure };
  }
  return scope;
}

/** The scope of one iteration; null when its item is not known. */
export function innerScope(outer: KnownScope, as: string, item: Json | undefined, index: number): KnownScope {
  return outer === null || item === undefined ? null : { ...outer, [as]: item, index };
}

/** The output of a step that has ended; undefined when the history does not tell. */
function outputOf(
  folding: Folding,
  step: Step,
  above: readonly number[],
  scope: Record<string, Json>,
): Json | undefined {
  const path = pathAt(step.name, above);
  const known = folding.outputs.get(path);
  if (known !== undefined) return step.kind === 'workflow' ? childOutput(step, known, scope) : known;
  const status = rowOf(folding, path)?.status;
  if (status === 'skipped' || status === 'failed') return null;
  if (step.forEach !== null) return listOutput(folding, step, above);
  switch (step.kind) {
    case 'tools':
      return Object.fromEntries(step.calls.map(({ tool }) => [tool, folding.outputs.get(`${path}.${tool}`) ?? null]));
    case 'group':
      return attempt(() => evaluateTemplate(step.output, scopeAt(folding, step.steps, above, scope) ?? {}));
    case 'sleep':
      return null;
    default:
      return undefined;
  }
}

function childOutput(step: Step & { kind: 'workflow' }, output: Json, scope: Record<string, Json>): Json | undefined {
  const { output: template } = step;
  return template === null ? output : attempt(() => evaluateTemplate(template, { ...scope, output }));
}

function listOutput(folding: Folding, step: Step, above: readonly number[]): Json | undefined {
  const list: Json[] = [];
  for (let index = 0; ; index += 1) {
    const path = pathAt(step.name, [...above, index]);
    const row = rowOf(folding, path);
    if (row === undefined) return list;
    const output = folding.outputs.get(path) ?? (row.status === 'failed' ? null : undefined);
    if (output === undefined) return undefined;
    list.push(output);
  }
}

function attempt(evaluation: () => Json): Json | undefined {
  try {
    return evaluation();
  } catch {
    return undefined;
  }
}
