import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { isJsonObject } from '../../plan/json.ts';
import type { JsonObject } from '../../plan/json.ts';
import { roundIntegers } from '../../plan/numbers/json-text.ts';

export type Response = { id: unknown } & ({ result: JsonObject } | { error: RpcError });

export interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}

export type Incoming =
  | { kind: 'response'; response: Response }
  /** A request or a notification of the server. */
  | { kind: 'said'; message: JSONRPCMessage }
  | { kind: 'nothing' };

/** What JSON-RPC calls an internal error; stands for codes that are no integers (SAGAS O7). */
const someError = -32603;

/**
 * Reads JSON as a JSON-RPC message. Servers leave out `jsonrpc`, write `error: null` beside a result, or codes that are texts: what can be
 * meant in one way only is read in that way.
 */
export function readMessage(json: unknown): Incoming {
  if (!isJsonObject(json) || isSomethingElse(json)) return { kind: 'nothing' };
  if (typeof json.method === 'string') return { kind: 'said', message: said(json, json.method) };
  const { id, result, error } = json;
  if (error !== undefined && error !== null) return { kind: 'response', response: { id, error: readError(error) } };
  if (isJsonObject(result)) return { kind: 'response', response: { id, result } };
  return { kind: 'nothing' };
}

/** Programs print their log as JSON too, and its lines have an `id`, an `error` or a `method` of their own. */
function isSomethingElse(json: JsonObject): boolean {
  return json.jsonrpc === undefined && Object.keys(json).some((key) => !members.has(key));
}

const members = new Set(['id', 'result', 'error', 'method', 'params']);

/** As the SDK wants it: its schemas refuse a request that is only a little wrong. */
function said(json: JsonObject, method: string): JSONRPCMessage {
  const { id, params } = roundIntegers(json);
  return {
    jsonrpc: '2.0',
    ...((typeof id === 'string' || typeof id === 'number') && { id }),
    method,
    ...(isJsonObject(params) && { params }),
  };
}

function readError(error: unknown): RpcError {
  if (!isJsonObject(error))
    return { code: someError, message: typeof error === 'string' ? error : 'an error without a code' };
  const { code, message, data } = roundIntegers(error);
  const text = typeof message === 'string' && message !== '' ? message : 'an error without a message';
  const more = data === undefined ? {} : { data };
  if (typeof code === 'number' && Number.isSafeInteger(code)) return { code, message: text, ...more };
  const written = typeof code === 'string' || typeof code === 'number' ? `${code}: ` : '';
  return { code: someError, message: `${written}${text}`, ...more };
}

/** Methods whose results carry what tools and people wrote: there a large integer stays what it is. */
const exactMethods = new Set(['tools/call', 'tools/list', 'resources/read']);
/** Members of those results that the SDK only passes on. */
const exactMembers = new Set(['structuredContent', 'content', 'contents', 'tools']);

/** The result with doubles in the places where the SDK's schemas want numbers. */
export function fitResult(method: string, result: JsonObject): JsonObject {
  if (!exactMethods.has(method)) return roundIntegers(result);
  const fitted: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(result)) {
    if (key === 'content' && Array.isArray(member)) fitted[key] = member.map(fitBlock);
    else if (key !== '__proto__') fitted[key] = exactMembers.has(key) ? member : roundIntegers(member);
  }
  return fitted as JsonObject;
}

function fitBlock(block: unknown): unknown {
  if (!isJsonObject(block) || (block.annotations === undefined && block.size === undefined)) return block;
  const { annotations, size, ...rest } = block;
  return {
    ...rest,
    ...(annotations !== undefined && { annotations: roundIntegers(annotations) }),
    ...(size !== undefined && { size: roundIntegers(size) }),
  };
}
