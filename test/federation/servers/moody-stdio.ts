import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMoodyServer } from './moody-server.ts';

console.error('moody is starting');
await createMoodyServer().connect(new StdioServerTransport());
