import { z } from 'zod';
import type { Operations } from '../operations/operations.ts';
import { answers, PROBE_PROBLEMS } from '../rest/answers.ts';
import { health } from '../rest/schemas/health.ts';
import type { HttpApp } from './app.ts';

/** For those who start and stop processes: whether this one lives, and whether it can do its work. */
export function addHealth(app: HttpApp, operations: Operations): void {
  const config = { isOpen: true, isAlwaysServed: true };
  app.get('/healthz', {
    config,
    schema: {
      tags: ['Operation'],
      operationId: 'isAlive',
      security: [],
      summary: 'Whether the process lives',
      response: answers(
        { 200: { description: 'It does.', schema: z.object({ status: z.literal('ok') }) } },
        PROBE_PROBLEMS,
      ),
    },
    handler: () => ({ status: 'ok' as const }),
  });
  app.get('/readyz', {
    config,
    schema: {
      tags: ['Operation'],
      operationId: 'isReady',
      security: [],
      summary: 'Whether requests can be served, and what hinders them',
      response: answers(
        {
          200: { description: 'They can.', schema: health },
          503: {
            description: 'They cannot: Temporal does not answer.',
            schema: health,
            headers: { 'Retry-After': RETRY_AFTER },
          },
        },
        PROBE_PROBLEMS,
      ),
    },
    handler: async (_request, reply) => {
      const found = await operations.health();
      if (found.isReady) return reply.code(200).send(found);
      return reply.code(503).header('retry-after', '2').send(found);
    },
  });
}

const RETRY_AFTER = { type: 'string', description: 'Seconds.' };
