import { canonicalJson } from '../../plan/canonical-json.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { Plan } from '../../plan/plan.ts';
import { checkInput } from './check-input.ts';
import { OperationError } from './errors.ts';
import { chooseId } from './execution-id.ts';
import { findDefinition } from './find-definition.ts';
import type { Definitions, Executions, PastExecution, PlannedStart } from './ports.ts';

export interface StartDeps {
  definitions: Definitions;
  executions: Executions;
  randomId: () => string;
}

export interface StartRequest {
  definition: string;
  input: unknown;
  /** The caller's id; without it the definition's `execution_id`, else a random one. */
  id?: string;
  /** The run that was looked at, when the last one under this id was terminated or only partly undone. */
  after?: string;
}

export interface Started {
  id: string;
  runId: string;
  /** False when the same start was made before and its execution still runs. */
  isNew: boolean;
}

/**
 * Starts a definition (S36). The same start again gives the same execution; with another input it is `execution-conflict`, after a
 * completed one `already-completed` unless `allow_repeat`, after one that left something behind `needs-after`, and while its recovery
 * runs `recovery-pending`.
 */
export async function startExecution(deps: StartDeps, request: StartRequest): Promise<Started> {
  const { plan, planHash } = findDefinition(deps.definitions, request.definition);
  const input = checkInput(plan.name, plan.input, request.input);
  const { id, businessKey } = chooseId(plan, input, request.id, deps.randomId);
  checkSize(plan, input);
  const planned: PlannedStart = { id, businessKey, plan, planHash, input, mayRepeat: plan.allowRepeat };

  for (let attempt = 1; ; attempt += 1) {
    const past = await deps.executions.past(id);
    const running = past === null ? null : admit(planned, past, request.after);
    if (running !== null) return running;
    const started = await deps.executions.start(planned);
    if (started !== 'exists') return { id, runId: started.runId, isNew: true };
    // Somebody else started it between the look and the start: look again.
    if (attempt === LOOKS)
      throw new OperationError('execution-conflict', `"${id}" is being started by somebody else; try again.`);
  }
}

const LOOKS = 3;

/** Plan and input travel in one event of at most 2 MiB. */
function checkSize(plan: Plan, input: JsonObject): void {
  const bytes = new TextEncoder().encode(JSON.stringify([plan, input])).length;
  if (bytes <= MAX_START_BYTES) return;
  const message = `The plan of "${plan.name}" and this input have ${String(Math.ceil(bytes / 1024))} KiB together; Temporal takes at most ${String(MAX_START_BYTES / 1024)} KiB. Split the definition, or pass references to large data.`;
  throw new OperationError('input-too-large', message);
}

const MAX_START_BYTES = 1_900 * 1024;

/** The running execution that this start means; null when a new one may begin. */
function admit(planned: PlannedStart, past: PastExecution, after: string | undefined): Started | null {
  const { id } = planned;
  switch (past.status) {
    case 'running':
      if (isSame(past.input, planned.input)) return { id, runId: past.runId, isNew: false };
      throw new OperationError(
        'execution-conflict',
        `"${id}" is already running with another input. Choose another id, or look at it with: sagaflow show ${id}`,
      );
    case 'completed':
      if (planned.mayRepeat) return null;
      throw new OperationError(
        'already-completed',
        `"${id}" has already completed (run ${past.runId}). Choose another id, or say allow_repeat: true in the definition.`,
      );
    case 'canceled':
    case 'failed':
    case 'terminated':
      return afterRemains(id, past, after);
  }
}

/** What ended without completing may have left something behind: until that is undone, or looked at, nothing new begins. */
function afterRemains(id: string, { status, runId, remains }: PastExecution, after: string | undefined): null {
  const what = status === 'terminated' ? 'was terminated' : 'was only partly undone';
  switch (remains.kind) {
    case 'nothing':
      return null;
    case 'recovering': {
      const message = `The last execution of "${id}" ${what} and is being undone. Start it again when that has ended: sagaflow show ${remains.id}`;
      throw new OperationError('recovery-pending', message);
    }
    case 'something': {
      if (after === runId) return null;
      const message = `The last execution of "${id}" ${what}. Look at it, then start again with: --after ${runId}`;
      throw new OperationError('needs-after', message);
    }
  }
}

function isSame(a: PastExecution['input'], b: JsonObject): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
