import { beginView } from '../../../plan/view/fold.ts';
import { isOpen, type ExecutionView } from '../../../plan/view.ts';
import { demand, mayStart } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { summarize } from '../definitions/describe.ts';
import { OperationError, unknownExecution } from '../errors.ts';
import { waitUntilAtRest } from '../executions/wait-until-at-rest.ts';
import type { Parts } from '../parts.ts';
import type { ExecutionChange } from '../ports.ts';
import { askOnce } from './ask-once.ts';
import { createRecentClaims } from './idempotency-keys.ts';
import { startExecution } from './start-execution.ts';
import type { ExecutionStart, StartedExecution } from './start-execution.ts';

export interface StartRequest extends ExecutionStart {
  /** 0 or missing: do not wait. */
  waitMs?: number;
  /** Ends the waiting early, never the execution. */
  signal?: AbortSignal;
  /** While waiting: every change. */
  onChange?: (change: ExecutionChange) => void;
}

export interface Started {
  view: ExecutionView;
  /** False when the same start was made before. */
  isNew: boolean;
  /** False when `waitMs` was given and the execution still runs. */
  isDone: boolean;
}

/**
 * Starts an execution, or finds the one that the very same start has made. With `waitMs` it stays until the execution has ended or waits
 * for a person, at most that long. Throws `invalid-input` with JSON pointers, `execution-conflict`, `idempotency-key-reused` …
 */
export function start(parts: Parts) {
  const { definitions, executions } = parts;
  const deps = { ...parts, claims: createRecentClaims() };
  const viewOfEarlierStart = askOnce((id, runId = '') => executions.view(id, runId));
  return async (caller: Caller, request: StartRequest): Promise<Started> => {
    const { definition, waitMs = 0, signal, onChange } = request;
    const { problem } = summarize(definitions, definition);
    demand(mayStart(caller, definition), `start "${definition}"`, `definition:${definition}:start`);
    if (problem !== null) throw new OperationError('definition-not-ready', problem);
    const made = await startExecution(deps, caller, request);
    const { id, runId, isNew } = made;
    if (waitMs > 0) {
      const { view, isAtRest } = await waitUntilAtRest(executions, { id, runId }, { waitMs, signal, onChange });
      return { view, isNew, isDone: isAtRest && !isOpen(view.status) };
    }
    const view = isNew ? viewAtStart(parts, caller, made) : await viewOfEarlierStart(id, runId);
    if (view === null) throw unknownExecution(id);
    return { view, isNew, isDone: true };
  };
}

/** The view of an execution that was started this moment: nothing has happened yet, so that Temporal need not be asked. */
function viewAtStart(
  { executions, now }: Parts,
  { tenant, principal }: Caller,
  { id, runId, plan, planHash }: StartedExecution,
): ExecutionView {
  const owner = { tenant, startedBy: principal };
  const view = beginView(plan, { id, runId, planHash, startedAt: new Date(now()).toISOString(), owner });
  return { ...view, links: executions.links(id, runId) };
}
