import { Client, isGrpcServiceError, ScheduleAlreadyRunning, ScheduleNotFoundError } from '@temporalio/client';
import type { ConnectionLike, DataConverter, ScheduleDescription } from '@temporalio/client';
import type { SagaState } from '../../plan/view.ts';
import { sagaState } from '../../workflows/search-attributes.ts';
import { OperationError } from '../operations/errors.ts';
import type { ScheduledDefinition, Schedules, ScheduleView } from '../operations/schedules/port.ts';
import { isNotFound } from '../../history/reading/gone.ts';
import { executionStatus, runStatus } from '../../history/reading/status.ts';
import { guarded } from './errors.ts';
import { differences, isOurs, scheduleOptions, viewedOverlap, viewedTimes } from './schedule-options.ts';

export interface TemporalSchedulesOptions {
  connection: ConnectionLike;
  namespace: string;
  /** Schedules of other task queues are somebody else's. */
  taskQueue: string;
  /** The one converter that workers use too. */
  dataConverter: DataConverter;
}

/** Schedules on Temporal: `sagaflow/<task queue>/<definition>`, and marked as ours in their memo. */
export function createTemporalSchedules(options: TemporalSchedulesOptions): Schedules {
  const { connection, namespace, taskQueue, dataConverter } = options;
  const client = new Client({ connection, namespace, dataConverter });
  const prefix = `sagaflow/${taskQueue}/`;
  const idOf = (definition: string): string => `${prefix}${definition}`;
  const optionsOf = (wanted: ScheduledDefinition) => scheduleOptions(wanted, taskQueue, idOf(wanted.plan.name));
  const ours = async (definition: string): Promise<ScheduleDescription | null> => {
    const found = await describe(client, idOf(definition));
    return found !== null && isOurs(found, { definition, taskQueue }) ? found : null;
  };
  return {
    idOf,
    definitions: () =>
      guarded(async () => {
        // The list is late: what was deleted a moment ago may still be in it.
        const listed = (await listIds(client, prefix)).map((id) => id.slice(prefix.length));
        const found = await Promise.all(listed.map(ours));
        return listed.filter((_, index) => found[index] !== null).sort();
      }),
    compare: (wanted) =>
      guarded(async () => {
        const { name: definition } = wanted.plan;
        const found = await describe(client, idOf(definition));
        if (found === null) return { kind: 'absent' };
        if (!isOurs(found, { definition, taskQueue })) return { kind: 'foreign' };
        return { kind: 'ours', differs: differences(optionsOf(wanted), found) };
      }),
    create: (wanted) => taken(wanted, () => client.schedule.create(optionsOf(wanted))),
    update: (wanted) =>
      taken(wanted, () => {
        const { spec, action, policies } = optionsOf(wanted);
        // Whether somebody has paused it stays as it is.
        return client.schedule
          .getHandle(idOf(wanted.plan.name))
          .update(({ state }) => ({ spec, action, policies, state }));
      }),
    remove: (definition) =>
      guarded(async () => {
        await unlessGone(() => client.schedule.getHandle(idOf(definition)).delete());
      }),
    view: (definition) =>
      guarded(async () => {
        const found = await ours(definition);
        return found === null ? null : viewOf(client, definition, found);
      }),
  };
}

function describe(client: Client, scheduleId: string): Promise<ScheduleDescription | null> {
  return unlessGone(() => client.schedule.getHandle(scheduleId).describe());
}

async function unlessGone<T>(request: () => Promise<T>): Promise<T | null> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** Ids alone: the memo of a foreign schedule may be in a form that only its owner can read. */
async function listIds(client: Client, prefix: string): Promise<string[]> {
  const { namespace } = client.options;
  const ids: string[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await client.workflowService.listSchedules({ namespace, maximumPageSize: PAGE, nextPageToken });
    ids.push(...page.schedules.map(({ scheduleId }) => scheduleId ?? '').filter((id) => id.startsWith(prefix)));
    nextPageToken = page.nextPageToken.length === 0 ? undefined : page.nextPageToken;
  } while (nextPageToken !== undefined);
  return ids;
}

const PAGE = 500;

/** What Temporal itself does not take, a time zone that it does not know for example, becomes `refused`. */
async function taken({ plan: { name } }: ScheduledDefinition, request: () => Promise<unknown>): Promise<void> {
  await guarded(async () => {
    try {
      await request();
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning || error instanceof ScheduleNotFoundError) {
        const message = `Somebody else has just changed the schedule of "${name}". Run the command again.`;
        throw new OperationError('refused', message, { cause: error });
      }
      const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
      if (!isGrpcServiceError(cause) || !INVALID_ARGUMENT.has(cause.code)) throw error;
      const message = `Temporal does not take the schedule of "${name}": ${cause.details}.`;
      throw new OperationError('refused', message, { cause: error });
    }
  });
}

/** gRPC status code. */
const INVALID_ARGUMENT = new Set([3]);

async function viewOf(client: Client, definition: string, found: ScheduleDescription): Promise<ScheduleView> {
  const { scheduleId, spec, policies, state, info } = found;
  return {
    definition,
    scheduleId,
    times: viewedTimes(spec),
    overlap: viewedOverlap(policies),
    isPaused: state.paused,
    note: state.note || null,
    nextAt: state.paused ? null : (info.nextActionTimes[0]?.toISOString() ?? null),
    last: await lastStart(client, info),
  };
}

async function lastStart(
  client: Client,
  { recentActions }: ScheduleDescription['info'],
): Promise<ScheduleView['last']> {
  const last = recentActions.at(-1);
  if (last === undefined) return null;
  const { workflowId: id, firstExecutionRunId: runId } = last.action.workflow;
  const start = { id, runId, startedAt: last.takenAt.toISOString() };
  try {
    const { raw, typedSearchAttributes } = await client.workflow.getHandle(id).describe();
    const state = (typedSearchAttributes.get(sagaState) as SagaState | undefined) ?? null;
    return { ...start, status: executionStatus(runStatus(raw.workflowExecutionInfo?.status)), sagaState: state };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { ...start, status: null, sagaState: null };
  }
}
