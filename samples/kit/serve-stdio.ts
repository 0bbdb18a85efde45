import { join } from 'node:path';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { annotationsOf } from './annotations.ts';
import { openDesk } from './call.ts';
import type { SampleResource, SampleServer } from './sample-server.ts';

/** Serves the tools over stdin and stdout (legacy era) until stdin ends, so that no server outlives its client. */
export async function serveStdio({ name, description, tools, resources = [] }: SampleServer): Promise<void> {
  const dir = process.env['SAGAFLOW_SAMPLES_DIR'] ?? join(process.cwd(), '.sagaflow', 'samples');
  const call = openDesk({ server: name, dir, environment: process.env });
  const server = new McpServer({ name, version: '1.0.0' }, { instructions: description });
  for (const tool of tools) {
    const { title, description, input, output } = tool;
    const config = { title, description, inputSchema: input, outputSchema: output, annotations: annotationsOf(tool) };
    server.registerTool(tool.name, config, (args, extra) => call(tool, args, extra._meta));
  }
  for (const resource of resources) registerResource(server, resource);
  process.stdin.on('end', () => process.exit(0));
  await server.connect(new StdioServerTransport());
}

function registerResource(server: McpServer, { name, description, template, listed, read }: SampleResource): void {
  const mimeType = 'application/json';
  const list = () => ({ resources: listed.map((uri) => ({ uri, name, mimeType })) });
  server.registerResource(
    name,
    new ResourceTemplate(template, { list }),
    { description, mimeType },
    (uri, variables) => {
      const single = Object.entries(variables).map(([key, value]): [string, string] => [key, String(value)]);
      return { contents: [{ uri: uri.href, mimeType, text: JSON.stringify(read(Object.fromEntries(single))) }] };
    },
  );
}
