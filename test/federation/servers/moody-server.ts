import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { moodyTools } from './moody-tools.ts';
import type { MoodyTool } from './moody-tools.ts';

/* eslint-disable @typescript-eslint/no-deprecated -- the low level lets wrong answers out, which is what these servers are for. */
/** A legacy-era server on the v1 SDK's low level, where results are not checked before they leave. Lists its tools five a page. */
export function createMoodyServer(): Server {
  const tools: MoodyTool[] = [...moodyTools];
  const server = new Server(
    { name: 'moody', version: '1.2.3' },
    { capabilities: { tools: { listChanged: true }, resources: { listChanged: true } } },
  );
  server.setRequestHandler(ListToolsRequestSchema, (request) => {
    const start = Number(request.params?.cursor ?? 0);
    const end = start + 5;
    const page = tools.slice(start, end).map(declaration);
    return { tools: page as never, ...(end < tools.length && { nextCursor: String(end) }) };
  });
  server.setRequestHandler(CallToolRequestSchema, async (request, extra) => {
    const tool = tools.find(({ name }) => name === request.params.name);
    if (tool === undefined) throw new McpError(-32602, `unknown tool ${request.params.name}`);
    const progressToken = request.params._meta?.progressToken;
    return tool.answer(request.params.arguments ?? {}, {
      meta: request.params._meta ?? {},
      progress: async (progress, total, message) => {
        if (progressToken === undefined) return;
        const params = { progressToken, progress, total, message };
        await extra.sendNotification({ method: 'notifications/progress', params });
      },
      addTool: async (name) => {
        tools.push({ name, inputSchema: { type: 'object' }, answer: () => ({ content: [] }) });
        await server.sendToolListChanged();
      },
    });
  });
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [{ uri: 'mood://today', name: 'today' }] }));
  server.setRequestHandler(ReadResourceRequestSchema, (request) => ({
    contents: [{ uri: request.params.uri, mimeType: 'text/plain', text: 'fair' }],
  }));
  return server;
}

function declaration(tool: MoodyTool): Omit<MoodyTool, 'answer'> {
  const { name, inputSchema, outputSchema, annotations } = tool;
  return { name, inputSchema, ...(outputSchema && { outputSchema }), ...(annotations && { annotations }) };
}
