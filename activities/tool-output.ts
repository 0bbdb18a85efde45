import { parseJson } from '../plan/numbers/json-text.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import type { ResourceObservation, ResultObservation } from '../plan/observation.ts';

/** The raw output of a tool: its structured content where it declares one, else `{text, json, content}` (LANGUAGE §4). */
export function toolOutput(result: ResultObservation, declaresOutput: boolean): Json {
  const text = textOf(result.content);
  if (declaresOutput) return result.structuredContent ?? parsed(text) ?? null;
  const structured = result.structuredContent;
  const json = structured !== undefined && typeof structured === 'object' ? structured : objectOrList(text);
  return { text, json, content: result.content };
}

/** `{uri, mimeType, text, json}` of one content; several are kept as `{contents: […]}`. */
export function resourceOutput({ contents }: ResourceObservation): Json {
  const outputs = contents.map(contentOutput);
  const [only] = outputs;
  return only !== undefined && outputs.length === 1 ? only : { contents: outputs };
}

function contentOutput(content: JsonObject): JsonObject {
  const text = typeof content['text'] === 'string' ? content['text'] : null;
  const blob: JsonObject = typeof content['blob'] === 'string' ? { blob: content['blob'] } : {};
  return {
    uri: content['uri'] ?? null,
    mimeType: content['mimeType'] ?? null,
    text,
    json: text === null ? null : objectOrList(text),
    ...blob,
  };
}

function textOf(content: JsonObject[]): string {
  return content.flatMap((block) => (typeof block['text'] === 'string' ? [block['text']] : [])).join('\n');
}

function objectOrList(text: string): Json {
  const value = parsed(text);
  return isJsonObject(value) || Array.isArray(value) ? value : null;
}

function parsed(text: string): Json | undefined {
  try {
    return plain(parseJson(text) as Json, 0);
  } catch {
    return undefined;
  }
}

/** As deep as a structured result may be; deeper values cannot be handed on everywhere. */
const DEEPEST = 100;

/** Without keys that nothing may ever copy onward. Throws for what could not be kept as it is, like 1e999. */
function plain(value: Json, depth: number): Json {
  if (depth > DEEPEST || (typeof value === 'number' && !Number.isFinite(value))) throw new Error('no plain JSON');
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(kept.map(([key, member]) => [key, plain(member, depth + 1)]));
}
