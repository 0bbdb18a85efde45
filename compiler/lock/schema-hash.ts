import { canonicalJson } from '../../plan/hash/canonical-json.ts';
import type { Json } from '../../plan/json.ts';
import { roundIntegers } from '../../plan/numbers/json-text.ts';
import { sha256Hex } from '../../plan/hash/sha256.ts';
import type { CatalogTool } from '../catalog.ts';

/**
 * `sha256:…` over the canonical JSON of what a server declares of a tool: a plan and a live tool compare by it (SAGAS S15).
 * Over rounded numbers: locks and plans from before integers beyond 2^53 were exact hold the hash of a `maximum: 9223372036854775807` as it
 * was read then, and the tool has not changed.
 */
export function schemaHash(tool: Pick<CatalogTool, 'inputSchema' | 'outputSchema' | 'annotations'>): string {
  const declared: { [key: string]: Json } = { inputSchema: tool.inputSchema };
  if (tool.outputSchema !== undefined) declared['outputSchema'] = tool.outputSchema;
  if (tool.annotations !== undefined) declared['annotations'] = { ...tool.annotations };
  return `sha256:${sha256Hex(canonicalJson(roundIntegers(declared)))}`;
}
