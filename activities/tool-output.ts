import { cleanJson } from '../federation/json-values.ts';
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
    // What a structured result may not be, the JSON of a text may not be either.
    const clean = cleanJson(parseJson(text));
    return clean.ok ? clean.value : undefined;
  } catch {
    return undefined;
  }
}
