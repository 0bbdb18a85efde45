import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CallToolRequestSchema, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import { McpServer as McpServer2 } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { openBooks } from './books.ts';
import { INPUT, OUTPUT, runTool, TOOLS, type Pay } from './tools.ts';

type Books = ReturnType<typeof openBooks>;

/** The official SDK since 1.22: a result that does not fit becomes an `isError` result, when the tool has run. */
export function createServer1(books: Books, label: string): McpServer1 {
  const server = new McpServer1({ name: 'paying', version: '1.32.0' });
  for (const tool of TOOLS) {
    const config = { inputSchema: INPUT, outputSchema: OUTPUT };
    server.registerTool(tool, config, (args) => runTool(books, label, tool, args));
  }
  return server;
}

/** The official server package of version 2, which does the same. */
export function createServer2(books: Books, label: string): McpServer2 {
  const server = new McpServer2({ name: 'paying', version: '2.4.0' });
  for (const tool of TOOLS) {
    const config = { inputSchema: z.object(INPUT), outputSchema: z.object(OUTPUT) };
    server.registerTool(tool, config, (args) => runTool(books, label, tool, args));
  }
  return server;
}

/* eslint-disable @typescript-eslint/no-deprecated -- the low level is what can answer as older versions did. */
/** As the official SDK was up to 1.21: a result that does not fit becomes the JSON-RPC error −32602, when the tool has run. */
export function createServer0(books: Books, label: string): Server {
  const server = new Server({ name: 'paying', version: '1.21.0' }, { capabilities: { tools: {} } });
  const inputSchema = z.toJSONSchema(z.object(INPUT)) as { type: 'object' };
  const outputSchema = z.toJSONSchema(z.object(OUTPUT)) as { type: 'object' };
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: TOOLS.map((name) => ({ name, inputSchema, outputSchema })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const answer = await runTool(books, label, params.name, params.arguments as unknown as Pay);
    if (answer.isError === true) return answer;
    // The first has the words of the SDK. The second has none of them: what the tool declares must do.
    if (answer.structuredContent === undefined)
      throw new McpError(-32602, `Tool ${params.name} has an output schema but no structured content was provided`);
    if (typeof answer.structuredContent.id !== 'string') throw new McpError(-32602, 'no');
    return answer;
  });
  return server;
}
