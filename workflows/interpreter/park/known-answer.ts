import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import type { Residual } from '../../../plan/call.ts';
import type { LedgerEntry } from '../../../plan/ledger.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../plan/json.ts';
import { attempt } from '../state/attempt.ts';

export interface KnownAnswer {
  output: Json;
  frozen: JsonObject | null;
}

/** What an operator says that a call answered, kept and frozen as a worker would have (S13); else what is wrong with it. */
export function keepAnswer(
  entry: LedgerEntry,
  projection: Residual | null,
  raw: Json,
): KnownAnswer | { problem: string } {
  const output = attempt(() => (projection === null ? raw : onOutput(projection, raw)));
  if (!output.ok) return { problem: output.failed.failure.message };
  const { freeze } = entry;
  const frozen = attempt(() => (freeze === undefined ? null : onOutput(freeze, raw)));
  if (!frozen.ok) return { problem: frozen.failed.failure.message };
  return { output: output.value, frozen: isJsonObject(frozen.value) ? frozen.value : null };
}

function onOutput({ template, scope }: Residual, output: Json): Json {
  return evaluateTemplate(template, { ...scope, output });
}
