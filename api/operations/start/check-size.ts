import type { JsonObject } from '../../../plan/json.ts';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import type { Plan } from '../../../plan/plan.ts';
import { OperationError } from '../errors.ts';

/** Plan and input travel in one event of at most 2 MiB. Throws `input-too-large`. */
export function checkSize(plan: Plan, input: JsonObject): void {
  const bytes = sizeOfPlan(plan) + bytesOf(input);
  if (bytes <= MAX_START_BYTES) return;
  const message = `The plan of "${plan.name}" and this input have ${String(Math.ceil(bytes / 1024))} KiB together; Temporal takes at most ${String(MAX_START_BYTES / 1024)} KiB. Split the definition, or pass references to large data.`;
  throw new OperationError('input-too-large', message);
}

const MAX_START_BYTES = 1_900 * 1024;

/** A plan never changes, so it is measured once. */
function sizeOfPlan(plan: Plan): number {
  const known = SIZES.get(plan) ?? bytesOf(plan);
  SIZES.set(plan, known);
  return known;
}

const SIZES = new WeakMap<Plan, number>();

function bytesOf(value: Plan | JsonObject): number {
  return new TextEncoder().encode(stringifyJson(value)).length;
}
