import type { Passed } from './pass-on.ts';

/**
 * How libraries of servers report an output that breaks its schema, after the tool has done its work: the official one for TypeScript says
 * it by JSON-RPC −32602 up to version 1.21, and as an error of the tool since.
 */
export type Misreport = 'rpc_error' | 'is_error';

/** The answer to the same request, with such a report in place of what the ledger said. */
export function misreport(how: Misreport, { status, type, body }: Passed, tool: string): Passed {
  const { id } = JSON.parse(body) as { id: number };
  const why = `Invalid structured content for tool ${tool}: [{"code":"invalid_type","path":["id"]}]`;
  return { status, type, body: JSON.stringify({ jsonrpc: '2.0', id, ...told(how, why) }) };
}

function told(how: Misreport, why: string): object {
  if (how === 'rpc_error') return { error: { code: -32602, message: `MCP error -32602: ${why}` } };
  const text = `MCP error -32602: Output validation error: ${why}`;
  return { result: { content: [{ type: 'text', text }], isError: true } };
}
