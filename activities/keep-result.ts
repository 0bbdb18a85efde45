import { keepOf, type CallRequest, type KeptResult } from '../plan/call.ts';
import type { Json } from '../plan/json.ts';
import { asPlanReads } from '../plan/numbers/as-plan-reads.ts';
import type { Observation } from '../plan/observation.ts';
import { resourceOutput, toolOutput } from './tool-output.ts';

export interface Kept extends KeptResult {
  raw: Json;
}

/** What is kept of an answer, and the raw result; or the template that could not be evaluated on it. */
export function keepResult(
  request: CallRequest,
  seen: Observation | { kind: 'cached'; raw: Json },
  declaresOutput: boolean,
): Kept | { problem: string } {
  const raw = asPlanReads(request, rawOutput(seen, declaresOutput));
  try {
    return { raw, ...keepOf(raw, request.projection, request.freeze) };
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
