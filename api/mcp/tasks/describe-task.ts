import type { CallToolResult, InputRequest } from '@modelcontextprotocol/server';
import { pauseText, type ExecutionView } from '../../../plan/view.ts';
import { ended } from '../answers/ended.ts';
import { elicitation } from '../approvals/ask.ts';
import type { Incoming } from '../protocol/incoming.ts';
import type { FacadeSettings } from '../settings.ts';
import { taskQuestions } from './task-questions.ts';

/** What every word about a task has (SEP-2663). */
export interface TaskFacts {
  taskId: string;
  statusMessage: string;
  /** ISO 8601. */
  createdAt: string;
  lastUpdatedAt: string;
  /** From creation. Null while it runs: an execution can be asked for as long as it takes. */
  ttlMs: number | null;
  pollIntervalMs: number;
}

/** The whole state, as `tasks/get` gives it. */
export type DetailedTask = TaskFacts &
  (
    | { status: 'working' | 'cancelled' }
    | { status: 'input_required'; inputRequests: Record<string, InputRequest> }
    | { status: 'completed'; result: CallToolResult }
  );

/**
 * An execution as a task. A failed or terminated execution is a completed task whose result is an error: `failed` is for errors of
 * the protocol alone.
 */
export function describeTask(
  settings: FacadeSettings,
  taskId: string,
  view: ExecutionView,
  incoming: Pick<Incoming, 'caller' | 'canAsk'>,
): DetailedTask {
  const facts = factsOf(settings, taskId, view);
  switch (view.status) {
    case 'completed':
    case 'failed':
    case 'terminated':
      return { ...facts, status: 'completed', result: ended(view) };
    case 'canceled':
      return { ...facts, status: 'cancelled' };
    case 'paused':
      // Nothing that a client could answer would be taken.
      return { ...facts, status: 'working' };
    case 'running': {
      const questions = taskQuestions(view, incoming);
      if (questions.length === 0) return { ...facts, status: 'working' };
      const inputRequests = Object.fromEntries(questions.map((open) => [open.key, elicitation(open)]));
      return { ...facts, status: 'input_required', inputRequests };
    }
  }
}

export function factsOf(settings: FacadeSettings, taskId: string, view: ExecutionView): TaskFacts {
  const { startedAt, finishedAt, steps } = view;
  const times = [startedAt, finishedAt, ...steps.flatMap((step) => [step.startedAt, step.finishedAt])];
  const lastUpdatedAt = times.reduce<string>((last, at) => (at !== null && at > last ? at : last), startedAt);
  const lived = finishedAt === null ? null : Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
  return {
    taskId,
    statusMessage: messageOf(view),
    createdAt: startedAt,
    lastUpdatedAt,
    ttlMs: lived === null ? null : lived + settings.resultTtlMs,
    pollIntervalMs: settings.pollIntervalMs,
  };
}

function messageOf({ id, status, pause, steps, waitingFor, failure }: ExecutionView): string {
  if (pause !== null) return `${id} is ${pauseText(pause)}.`;
  if (status !== 'running') return failure === null ? `${id} ${status}.` : `${id} ${status}: ${failure.message}`;
  const waits = waitingFor.map(({ step, message }) => `Step "${step}" waits: ${message}`);
  if (waits.length > 0) return waits.join(' ');
  const ended = steps.filter((step) => step.status === 'completed' || step.status === 'skipped').length;
  return `${id} is running: ${String(ended)} of ${String(steps.length)} steps have ended.`;
}
