import { isJsonObject } from '../../plan/json.ts';
import type { Json, JsonObject } from '../../plan/json.ts';
import { parseJson } from '../../plan/numbers/json-text.ts';
import type { Observation, ResultObservation } from '../../plan/observation.ts';
import { cleanJson, jsonBytes } from '../json-values.ts';
import { saysOutputInvalid } from './says-output-invalid.ts';
import type { Validate } from './validator.ts';

/** Turns what came back from `tools/call` into an observation (SAGAS O8–O10). `validate` checks the output schema. */
export function observeToolResult(raw: unknown, maxBytes: number, validate: Validate | undefined): Observation {
  const clean = cleanJson(raw);
  if (!clean.ok)
    return { kind: 'bad_result', reason: 'protocol', message: `The result is not usable: ${clean.problem}.` };
  const result = clean.value;
  if (!isJsonObject(result))
    return { kind: 'bad_result', reason: 'protocol', message: 'The result is not a JSON object.' };
  if (result.resultType === 'input_required') {
    return { kind: 'input_required', message: 'The server wants input before it goes on.' };
  }
  if (!Array.isArray(result.content) && !Object.hasOwn(result, 'structuredContent')) {
    return { kind: 'bad_result', reason: 'protocol', message: 'The result has neither content nor structuredContent.' };
  }
  const bytes = jsonBytes(result);
  if (bytes > maxBytes) {
    const message = `The result has ${bytes} bytes; ${maxBytes} bytes are the most a result may have.`;
    return { kind: 'bad_result', reason: 'too_large', message };
  }
  const observation = readResult(result);
  const violation = observation.isError || validate === undefined ? undefined : violationOf(observation, validate);
  if (violation === undefined) return observation;
  return {
    kind: 'bad_result',
    reason: 'schema',
    message: `The result does not fit the tool's outputSchema: ${violation}.`,
  };
}

function readResult(result: JsonObject): ResultObservation {
  const content = Array.isArray(result.content) ? result.content.filter(isJsonObject) : [];
  const structured = Object.hasOwn(result, 'structuredContent')
    ? { structuredContent: result.structuredContent ?? null }
    : {};
  const isError = result.isError === true;
  return {
    kind: 'result',
    isError,
    ...(isError && content.some(isAboutOutput) && { saysOutputInvalid: true }),
    content,
    ...structured,
  };
}

function isAboutOutput({ text }: JsonObject): boolean {
  return typeof text === 'string' && saysOutputInvalid(text);
}

function violationOf(result: ResultObservation, validate: Validate): string | undefined {
  const value = structuredValue(result);
  return value === undefined ? 'it has no structuredContent' : validate(value);
}

/** `structuredContent`, or what servers from before it existed put into their only text block. */
function structuredValue({ structuredContent, content }: ResultObservation): Json | undefined {
  if (structuredContent !== undefined) return structuredContent;
  const [only, ...others] = content;
  if (only?.type !== 'text' || typeof only.text !== 'string' || others.length > 0) return undefined;
  try {
    const clean = cleanJson(parseJson(only.text));
    return clean.ok ? clean.value : undefined;
  } catch {
    return undefined;
  }
}
