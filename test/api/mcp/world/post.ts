/** What a modern client says of itself with every request. */
export const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

export interface Reply {
  status: number;
  result: Record<string, unknown> | undefined;
  error: { code: number; message: string; data?: unknown } | undefined;
}

/** One modern request as it is on the wire, for what no client of a package can do. */
export async function post(
  url: URL,
  method: string,
  params: Record<string, unknown>,
  { caller, capabilities = {} }: { caller?: string; capabilities?: object } = {},
): Promise<Reply> {
  const name = params['name'] ?? params['taskId'] ?? params['uri'];
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
      ...(caller === undefined ? {} : { 'x-caller': caller }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
          'io.modelcontextprotocol/clientCapabilities': capabilities,
          ...(params['_meta'] as object | undefined),
        },
      },
    }),
  });
  const { result, error } = (await response.json()) as Partial<Reply>;
  return { status: response.status, result, error };
}
