import { beginView } from '../../plan/view-fold.ts';
import type { ExecutionView } from '../../plan/view.ts';
import { createAccess } from './access.ts';
import type { Access } from './access.ts';
import { demand, isAdmin, mayDecide, mayRead, mayStart } from './caller.ts';
import type { Caller } from './caller.ts';
import { createSeenClaims } from './claims.ts';
import { OperationError } from './errors.ts';
import { checkHealth } from './health.ts';
import { getExecution, unknownExecution } from './look.ts';
import type { Operations, Started, StartRequest } from './operations.ts';
import type { Executions, ServedDefinitions, Servers } from './ports.ts';
import { follow, parseCursor } from './follow.ts';
import { describeDefinition, readableNames, summarize } from './served.ts';
import { share } from './share.ts';
import { startExecution } from './start.ts';
import type { StartDeps, StartedExecution } from './start.ts';
import { answerApproval, cancelExecution, decide, signalExecution } from './tell.ts';
import { waitForExecution } from './wait.ts';

export interface OperationsDeps {
  definitions: ServedDefinitions;
  executions: Executions;
  servers: Servers;
  randomId: () => string;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** The operations behind every door, with who may do what. */
export function createOperations(deps: OperationsDeps): Operations {
  const { definitions, executions, servers } = deps;
  const access = createAccess(executions);
  const starting: Starting = {
    deps: { ...deps, claims: createSeenClaims() },
    begun: share((id, runId = '') => executions.view(id, runId)),
  };
  return {
    definitions: (caller) => readableNames(definitions, caller).map((name) => summarize(definitions, name)),
    definition: (caller, name) => {
      const detail = describeDefinition(definitions, name);
      demand(mayRead(caller, name), `read "${name}"`, `definition:${name}:read`);
      return detail;
    },
    onDefinitionsChanged: (listener) => definitions.onChange(listener),
    start: (caller, request) => start(starting, deps, caller, request),
    wait: async (caller, { id, runId }, options) => {
      await access.read(caller, id, runId);
      return (await waitForExecution(executions, { id, runId }, options)).view;
    },
    get: async (caller, id, runId) => {
      const view = await getExecution(executions, id, runId);
      access.demandRead(caller, id, view);
      return view;
    },
    list: (caller, query) => {
      const all = mayRead(caller, '*') ? undefined : readableNames(definitions, caller);
      if (all?.length === 0) return Promise.resolve({ executions: [], cursor: null });
      return executions.list({ ...query, tenant: caller.tenant, ...(all === undefined ? {} : { definitions: all }) });
    },
    follow: async (caller, id, options) => {
      const cursor = options.after === undefined ? null : parseCursor(options.after);
      const { runId } = await access.read(caller, id, cursor?.runId ?? options.runId);
      return follow(executions, id, { runId, cursor, signal: options.signal });
    },
    ...messages(executions, access),
    servers: (caller) => {
      demand(isAdmin(caller), 'see the servers', 'admin');
      return servers.status();
    },
    health: () => checkHealth(executions, definitions),
  };
}

interface Starting {
  deps: StartDeps;
  /** What an earlier start has made. */
  begun: (id: string, runId: string) => Promise<ExecutionView | null>;
}

async function start(
  starting: Starting,
  { definitions, executions, now }: OperationsDeps,
  caller: Caller,
  request: StartRequest,
): Promise<Started> {
  const { definition, waitMs = 0, signal, onChange } = request;
  const { problem } = summarize(definitions, definition);
  demand(mayStart(caller, definition), `start "${definition}"`, `definition:${definition}:start`);
  if (problem !== null) throw new OperationError('definition-not-ready', problem);
  const made = await startExecution(starting.deps, caller, request);
  const { id, runId, isNew } = made;
  if (waitMs > 0) {
    const { view, isSettled } = await waitForExecution(executions, { id, runId }, { waitMs, signal, onChange });
    return { view, isNew, isDone: isSettled && view.status !== 'running' };
  }
  const view = isNew ? justBegun(executions, caller, made, now()) : await starting.begun(id, runId);
  if (view === null) throw unknownExecution(id);
  return { view, isNew, isDone: true };
}

/** What is known without another look: nothing has happened yet. */
function justBegun(
  executions: Executions,
  { tenant, principal }: Caller,
  { id, runId, plan, planHash }: StartedExecution,
  now: number,
): ExecutionView {
  const owner = { tenant, startedBy: principal };
  const view = beginView(plan, { id, runId, planHash, startedAt: new Date(now).toISOString(), owner });
  return { ...view, links: executions.links(id, runId) };
}

type Messages = Pick<Operations, 'decide' | 'approve' | 'signal' | 'cancel'>;

/** What is said to an execution; the identity that was verified is what its history keeps. */
function messages(executions: Executions, access: Access): Messages {
  const by = ({ principal }: Caller, said: string | undefined) =>
    principal === null ? { by: said } : { by: principal };
  return {
    decide: async (caller, id, verb, decision) => {
      await access.read(caller, id);
      demand(mayDecide(caller), `decide about "${id}"`, 'decide');
      await decide(executions, id, verb, { ...decision, ...by(caller, decision.by) });
    },
    approve: async (caller, id, step, { approved, form, reason }) => {
      const { startedBy } = await access.read(caller, id);
      demand(mayDecide(caller), `answer the approvals of "${id}"`, 'decide');
      if (caller.principal !== null && caller.principal === startedBy) {
        const message = `You started "${id}": its approvals are for somebody else to answer.`;
        throw new OperationError('own-approval', message);
      }
      await answerApproval(executions, id, approved ? 'approve' : 'reject', {
        step,
        form,
        reason,
        ...by(caller, undefined),
      });
    },
    signal: async (caller, id, name, payload) => {
      const { definition } = await access.read(caller, id);
      demand(mayStart(caller, definition) || mayDecide(caller), `signal "${id}"`, `definition:${definition}:start`);
      await signalExecution(executions, id, name, payload);
    },
    cancel: async (caller, id) => {
      const { definition } = await access.read(caller, id);
      demand(mayStart(caller, definition) || mayDecide(caller), `cancel "${id}"`, `definition:${definition}:start`);
      await cancelExecution(executions, id);
    },
  };
}
