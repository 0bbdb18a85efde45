import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { isJsonObject } from '../../../plan/json.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { encodeHeaderText } from '../../header-text.ts';

const versionKey = 'io.modelcontextprotocol/protocolVersion';
/** The member of `params` that `Mcp-Name` repeats. */
const nameMembers: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/** Headers that repeat what the message says; those of the modern era only where the message itself names its version. */
export function headersOf(message: JSONRPCMessage): Record<string, string> {
  if (!('method' in message) || !('id' in message)) return {};
  const params = message.params as JsonObject | undefined;
  const version = isJsonObject(params?._meta) ? params._meta[versionKey] : undefined;
  if (typeof version !== 'string') return {};
  const headers: Record<string, string> = { 'mcp-protocol-version': version, 'mcp-method': message.method };
  const member = Object.hasOwn(nameMembers, message.method) ? nameMembers[message.method] : undefined;
  const name = member === undefined ? undefined : params?.[member];
  if (typeof name === 'string') headers['mcp-name'] = encodeHeaderText(name);
  return headers;
}
