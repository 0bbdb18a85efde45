import { setTimeout as pause } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/server';
import type { ContentBlock } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AUDIO, IMAGE, RESOURCE, textBlock } from './content.ts';

/** The tools that the definitions of the pack call. `writeDefinition` adds a definition to the running project. */
export function createToolServer(writeDefinition: () => Promise<void>): McpServer {
  const server = new McpServer({ name: 'conformance_server', version: '1.0.0' });
  registerContent(server);
  registerWork(server);
  server.registerTool(
    'write_definition',
    { description: 'Adds a definition to the project.', ...NO_INPUT },
    async () => {
      await writeDefinition();
      return { content: [textBlock('Written.')] };
    },
  );
  return server;
}

const READS = { annotations: { readOnlyHint: true } };
const NO_INPUT = { inputSchema: z.strictObject({}) };

function registerContent(server: McpServer): void {
  const give = (name: string, description: string, content: ContentBlock[]): void => {
    server.registerTool(name, { description, ...NO_INPUT, ...READS }, () => ({ content }));
  };
  give('say_text', 'Answers with text.', [textBlock('This is a simple text response for testing.')]);
  give('draw_image', 'Answers with an image.', [IMAGE]);
  give('play_audio', 'Answers with a sound.', [AUDIO]);
  give('embed_resource', 'Answers with a resource.', [RESOURCE]);
  give('mix_content', 'Answers with blocks of three kinds.', [
    textBlock('Multiple content types test:'),
    IMAGE,
    RESOURCE,
  ]);
}

function registerWork(server: McpServer): void {
  server.registerTool('decline', { description: 'Declines, always.', ...NO_INPUT, ...READS }, () => ({
    content: [textBlock('This tool intentionally returns an error for testing')],
    isError: true,
  }));
  const work = { seconds: z.number().min(0).max(120), label: z.string().optional() };
  server.registerTool(
    'work',
    { description: 'Works for some seconds.', inputSchema: z.strictObject(work), ...READS },
    async ({ seconds, label = 'work' }, { mcpReq: { signal } }) => {
      await pause(seconds * 1_000, undefined, { signal });
      return { content: [textBlock(`Done: ${label}`)] };
    },
  );
  server.registerTool(
    'greet',
    { description: 'Greets somebody.', inputSchema: z.strictObject({ name: z.string() }), ...READS },
    ({ name }) => ({ content: [textBlock(`Hello, ${name}!`)] }),
  );
  server.registerTool(
    'log',
    { description: 'Writes a message into the log, then answers.', ...NO_INPUT, ...READS },
    async (_args, { mcpReq }) => {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- that nobody hears of it is what is checked
      await mcpReq.log('info', 'The tool is at work.');
      return { content: [textBlock('Logged.')] };
    },
  );
  server.registerTool(
    'delete_file',
    { description: 'Pretends to delete a file.', inputSchema: z.strictObject({ filename: z.string() }) },
    ({ filename }) => ({ content: [textBlock(`Deleted ${filename}.`)] }),
  );
}
