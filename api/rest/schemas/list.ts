import { z } from 'zod';
import type { ListPage } from '../../operations/ports.ts';
import { definitionName, pageLimit } from './parts.ts';
import { EXECUTION_STATUSES, SAGA_STATES } from '../../../plan/view.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export const listQuery = z.strictObject({
  definition: definitionName.optional(),
  status: z.enum(EXECUTION_STATUSES).optional(),
  sagaState: z.enum(SAGA_STATES).optional(),
  cursor: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/, 'must be a cursor as an earlier page gave it')
    .meta({ description: 'Of the page before.' })
    .optional(),
  limit: pageLimit(MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .meta({ description: `How many at most; ${DEFAULT_LIMIT} when missing.` }),
});

const when = z.iso.datetime({ offset: true });

export const listPage = z
  .object({
    executions: z.array(
      z.object({
        id: z.string(),
        runId: z.string(),
        definition: z.string(),
        status: z.enum(EXECUTION_STATUSES),
        sagaState: z.enum(SAGA_STATES),
        failedStep: z.string().nullable(),
        parkReason: z.string().nullable(),
        startedAt: when,
        finishedAt: when.nullable(),
      }),
    ),
    cursor: z.string().nullable().describe('For the next page; null when this is the last.'),
  })
  .meta({ id: 'ExecutionPage' }) satisfies z.ZodType<ListPage>;
