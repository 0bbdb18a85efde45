import { z } from 'zod';
import { OUTCOMES } from '../../../plan/outcome.ts';
import {
  EXECUTION_STATUSES,
  NOTICE_TYPES,
  PROVENANCES,
  RECOVERY_STATUSES,
  SAGA_STATES,
  STEP_STATUSES,
  UNCLEAR,
  WAIT_KINDS,
} from '../../../plan/view.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { json, jsonObject } from './json.ts';

const when = z.iso.datetime({ offset: true });

const pause = z.object({
  by: z.string().nullable().describe("Temporal's identity of who paused it."),
  since: when,
  reason: z.string().nullable(),
});

const failure = z.object({ type: z.string(), message: z.string() });

export const stepView = z
  .object({
    path: z.string().describe('`step`, `step.tool`, `step[3]`, `step[3].tool`'),
    verb: z.string(),
    server: z.string().nullable(),
    tool: z.string().nullable(),
    status: z.enum(STEP_STATUSES),
    outcome: z.enum(OUTCOMES).nullable(),
    attempts: z.int(),
    epoch: z.int(),
    key: z.string().nullable().describe('The idempotency key of its calls.'),
    startedAt: when.nullable(),
    finishedAt: when.nullable(),
    provenance: z.enum(PROVENANCES),
    failure: failure.nullable(),
    progress: z
      .object({ progress: z.number(), total: z.number().nullable(), message: z.string().nullable(), at: when })
      .nullable()
      .describe('What the tool of a call under way has last said about how far it is.'),
    pause: pause.nullable().describe('Of a call that somebody has paused in Temporal.'),
  })
  .meta({ id: 'Step' });

export const waitView = z
  .object({
    step: z.string(),
    executionId: z
      .string()
      .optional()
      .describe('Of a wait inside a child execution: the id of the child. An answer names it.'),
    kind: z.enum(WAIT_KINDS),
    parkId: z.string().nullable().describe('A decision names it, so that it cannot hit a later park.'),
    allowed: z.array(z.string()).describe('Verbs that a decision may use.'),
    verbs: z.array(
      z.object({ verb: z.string(), does: z.string(), example: jsonObject.describe('An argument that can be pasted.') }),
    ),
    unclear: z.enum(UNCLEAR).nullable(),
    form: jsonObject.nullable().describe('JSON Schema of the form that goes with an approval.'),
    message: z.string(),
  })
  .meta({ id: 'Wait' });

const decision = z.object({
  at: when,
  verb: z.string(),
  step: z.string(),
  epoch: z.int(),
  parkId: z.string(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  evidence: z.string().nullable(),
});

/** What people see of one execution, from every door the same. */
export const executionView = z.object({
  id: z.string(),
  runId: z.string(),
  definition: z.string(),
  version: z.int(),
  planHash: z.string(),
  tenant: z.string(),
  startedBy: z.string().nullable().describe('Verified name of who started it.'),
  status: z.enum(EXECUTION_STATUSES),
  pause: pause.nullable().describe('Of an execution that somebody has paused in Temporal: `status` is `paused`.'),
  sagaState: z.enum(SAGA_STATES),
  startedAt: when,
  finishedAt: when.nullable(),
  steps: z.array(stepView),
  output: json,
  failure: z
    .object({
      type: z.string(),
      message: z.string(),
      step: z.string().nullable(),
      cause: failure.nullable(),
      compensated: z.array(z.string()).describe('Steps that were undone, newest first.'),
      notCompensated: z.array(z.string()),
    })
    .nullable(),
  waitingFor: z.array(waitView),
  decisions: z.array(decision),
  notices: z
    .array(z.object({ at: when, type: z.enum(NOTICE_TYPES), message: z.string() }))
    .describe('What people should know and no step says; the last 50, oldest first.'),
  noticeCount: z.int().describe('How many notices there were in all.'),
  recovery: z
    .object({
      id: z.string().nullable().describe('The execution that undoes it; null while that is only expected.'),
      status: z.enum(RECOVERY_STATUSES),
    })
    .nullable()
    .describe('Of an execution that was terminated and undoes what it did: how far that has come.'),
  links: z.object({ temporal: z.string().optional() }),
}) satisfies z.ZodType<ExecutionView>;
