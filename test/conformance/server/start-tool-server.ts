import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { listen } from '../../federation/servers/http.ts';
import type { RunningServer } from '../../federation/servers/http.ts';
import { createToolServer } from './tools.ts';

/** The pack's MCP server on a free port of this machine, in both eras; its `url` belongs into CONFORMANCE_SERVER_URL. */
export async function startToolServer(writeDefinition: () => Promise<void>): Promise<RunningServer> {
  const handler = createMcpHandler(() => createToolServer(writeDefinition));
  const handle = toNodeHandler(handler);
  const running = await listen((request, response) => void handle(request, response));
  return {
    url: running.url,
    async close() {
      await handler.close();
      await running.close();
    },
  };
}
