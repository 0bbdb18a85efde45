import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { JsonObject } from '../../../plan/json.ts';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';

/** A result for programs, and the same as text for those who read only text; `before` comes before it. */
export function structured(content: JsonObject, before: string | ContentBlock[] = []): CallToolResult {
  const first: ContentBlock[] = typeof before === 'string' ? [{ type: 'text', text: before }] : before;
  return { content: [...first, { type: 'text', text: stringifyJson(content) }], structuredContent: content };
}
