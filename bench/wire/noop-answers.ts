import type { Era } from '../../federation/contract.ts';
import { NOOP_SERVER, NOOP_TOOL } from '../noop-server.ts';

export interface Asked {
  id?: number | string;
  method: string;
  params?: { arguments?: { value?: unknown } };
}

/** The JSON-RPC answer as text; undefined for what is a notification or unknown. */
export function answerTo({ id, method, params }: Asked, era: Era): string | undefined {
  const result = id === undefined ? undefined : resultOf(method, params, era);
  if (result === undefined) return undefined;
  const modern = era === 'modern' ? { resultType: 'complete', ttlMs: 0, cacheScope: 'private' } : {};
  return JSON.stringify({ jsonrpc: '2.0', id, result: { ...result, ...modern } });
}

function resultOf(method: string, params: Asked['params'], era: Era): object | undefined {
  const capabilities = { tools: {} };
  switch (method) {
    case 'server/discover':
      return era === 'modern' ? { supportedVersions: ['2026-07-28'], capabilities } : undefined;
    case 'initialize': {
      const serverInfo = { name: NOOP_SERVER, version: '1.0.0' };
      return era === 'legacy' ? { protocolVersion: '2025-11-25', capabilities, serverInfo } : undefined;
    }
    case 'tools/list': {
      const schema = { type: 'object', required: ['value'], properties: { value: { type: 'string' } } };
      const annotations = { idempotentHint: true };
      return { tools: [{ name: NOOP_TOOL, inputSchema: schema, outputSchema: schema, annotations }] };
    }
    case 'tools/call':
      return { content: [], structuredContent: { value: params?.arguments?.value } };
    default:
      return undefined;
  }
}
