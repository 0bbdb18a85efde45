import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { answers, READ_PROBLEMS } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { serverStatus } from './schemas/server.ts';

const page = z.object({ servers: z.array(serverStatus) });

export function addListServers(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/servers', {
    schema: {
      tags: ['Operation'],
      operationId: 'listServers',
      summary: 'See the MCP servers behind the tools',
      querystring: z.strictObject({}),
      response: answers({ 200: { description: 'The servers.', schema: page } }, READ_PROBLEMS),
    },
    handler: async (request) => ({ servers: await operations.servers(callerOf(request)) }),
  });
}
