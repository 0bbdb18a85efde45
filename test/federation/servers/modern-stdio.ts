import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

// A server of the modern era only, over stdio.
serveStdio(
  () => {
    const server = new McpServer({ name: 'modern', version: '2.0.0' });
    server.registerTool('hello', {}, () => ({ content: [{ type: 'text', text: 'hello' }] }));
    return server;
  },
  { legacy: 'reject' },
);
