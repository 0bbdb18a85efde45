import { evaluateTemplate } from '../plan/expressions/evaluate-template.ts';
import type { CallRequest, Residual } from '../plan/call.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import type { Observation } from '../plan/observation.ts';
import { resourceOutput, toolOutput } from './tool-output.ts';

export interface Kept {
  raw: Json;
  output: Json;
  frozen: JsonObject | null;
}

/** What is kept of an answer: the projection, and the compensation's arguments, both evaluated on the raw result (S13). */
export function keepResult(
  request: CallRequest,
  seen: Observation | { kind: 'cached'; raw: Json },
  declaresOutput: boolean,
): Kept | { problem: string } {
  const raw = rawOutput(seen, declaresOutput);
  try {
    const output = request.projection === null ? raw : onOutput(request.projection, raw);
    const frozen = request.freeze === null ? null : onOutput(request.freeze, raw);
    return { raw, output, frozen: isJsonObject(frozen) ? frozen : null };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function rawOutput(seen: Observation | { kind: 'cached'; raw: Json }, declaresOutput: boolean): Json {
  switch (seen.kind) {
    case 'cached':
      return seen.raw;
    case 'result':
      return toolOutput(seen, declaresOutput);
    case 'resource':
      return resourceOutput(seen);
    default:
      return null;
  }
}

function onOutput({ template, scope }: Residual, output: Json): Json {
  return evaluateTemplate(template, { ...scope, output });
}
