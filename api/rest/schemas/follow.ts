import { z } from 'zod';
import { json } from './json.ts';
import { runId } from './parts.ts';
import { EXECUTION_STATUSES, SAGA_STATES } from '../../../plan/view.ts';
import { stepView, waitView } from './view.ts';

const CURSOR = /^[0-9a-f-]{36}:[0-9]{1,9}$/;

const cursor = z.string().regex(CURSOR, 'must be an id that the stream gave, as in "<runId>:<number>"');

export const followQuery = z.strictObject({
  runId: runId.optional(),
  lastEventId: cursor
    .meta({ description: 'As the header `Last-Event-ID`, which wins: for clients that cannot send one.' })
    .optional(),
});

export const followHeaders = z.looseObject({
  'last-event-id': z
    .string()
    .meta({
      description: 'The last id that was read: the stream goes on after it. What is no id of a stream is ignored.',
    })
    .optional(),
});

/** Where to go on: browsers send the header by themselves, whatever they have read before. */
export function cursorOf(header: string | undefined, query: string | undefined): string | undefined {
  return header !== undefined && CURSOR.test(header) ? header : query;
}

/** One event of the stream, as its lines have it. */
export const streamEvent = z
  .object({
    event: z.enum(['step', 'end', 'problem']),
    id: cursor.optional(),
    data: z.string().meta({
      description: 'JSON: a StepEvent, at the end an Execution, or the Problem that ends the stream early.',
      contentMediaType: 'application/json',
    }),
  })
  .meta({ id: 'StreamEvent' });

/** Data of `event: step`. */
export const followedStep = z
  .object({
    event: json.describe('What happened: `type`, and what belongs to it.'),
    step: stepView.nullable().describe('The step that it is about, as it is now.'),
    status: z.enum(EXECUTION_STATUSES),
    sagaState: z.enum(SAGA_STATES),
    waitingFor: z.array(waitView),
  })
  .meta({ id: 'StepEvent' });
