import { ApplicationFailure, ChildWorkflowFailure, RetryState } from '@temporalio/common';
import type { Fact, FactBody } from '../../../history/fact.ts';
import { activityType, type CallReport, type CallRequest } from '../../../plan/call.ts';
import type { ExecutionEvent } from '../../../plan/events.ts';
import type { Json, JsonObject } from '../../../plan/json.ts';
import type { ApprovalVerb, DecisionVerb } from '../../../plan/messages.ts';
import { activityId } from '../../../plan/path.ts';
import type { Past } from '../../../plan/past.ts';
import type { Plan } from '../../../plan/plan.ts';
import { createViewFold } from '../../../plan/view/fold.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { closedEvent } from '../../../workflows/closed-event.ts';
import type { CancelToken } from '../../../workflows/interpreter/cancel-token.ts';
import type { ChildReport, ChildRequest, Effects } from '../../../workflows/interpreter/effects.ts';
import { createInterpreter, type Ending, type Interpreter } from '../../../workflows/interpreter/interpret.ts';
import { eventsOf } from '../../../workflows/interpreter/state/events-of-state.ts';
import { initialState, type ExecutionState } from '../../../workflows/interpreter/state/state.ts';
import { reportCallFailure, reportChildFailure } from '../../../workflows/report-failure.ts';
import { misfit } from '../../../workflows/misfit.ts';
import { NEVER_SENT } from '../../../workflows/report-return.ts';
import { ask } from '../../../workflows/tell.ts';
import { activityFailure, callFailed } from './facts.ts';
import { createWorld, type Script, type World } from '../../workflows/interpreter/support/world.ts';

export const WORKFLOW_ID = 'wf';
export const NAMESPACE = 'default';

/** One run: what Temporal would have recorded, and what the workflow itself reported meanwhile. */
export interface RecordedRun {
  runId: string;
  facts: Fact[];
  events: ExecutionEvent[];
  view(): ExecutionView;
}

/** Plays an execution in a scripted world, and writes its histories as Temporal would: workflow task by workflow task. */
export interface Recorder {
  world: World;
  runs: RecordedRun[];
  interpreter(): Interpreter;
  ending(): Ending | null;
  /** One workflow task: everything that can go on does, and what it commanded is recorded. */
  task(): Promise<void>;
  /** Lands a call, or fires the next timer; false when only people could go on. */
  advance(choose?: (count: number) => number): boolean;
  signal(name: string, argument: Json): void;
  /** Null when it is taken; a refused Update leaves nothing in a history. */
  update(verb: DecisionVerb | ApprovalVerb, argument: JsonObject): string | null;
  cancel(): void;
}

export interface RecorderOptions {
  script?: Script;
  input?: JsonObject;
  /** Whether the n-th workflow task finds the history long. */
  isLong?: (task: number) => boolean;
}

export function recordExecution(
  plan: Plan,
  { script = {}, input = {}, isLong = () => false }: RecorderOptions = {},
): Recorder {
  const world = createWorld(script);
  const runs: RecordedRun[] = [];
  let run = beginRun(null);
  let interpreter: Interpreter;
  let state: ExecutionState = initialState(world.now());
  let ending: Ending | null = null;
  let isCanceled = false;
  let problem: unknown = null;
  let tasks = 0;
  let isLongNow = false;
  let looks = 0;
  let isBegun = false;
  /** What people have said since the last task. */
  const said: (() => unknown)[] = [];

  /** What came since the last task, and what this one commands. */
  const came: FactBody[] = [];
  let commands: Command[] = [];
  const dropped: (() => void)[] = [];

  function beginRun(carried: JsonObject | null): RecordedRun {
    const runId = `run-${runs.length + 1}`;
    const events: ExecutionEvent[] = [];
    const own: RecordedRun = {
      runId,
      facts: [],
      events,
      view: () => {
        const startedAt = new Date(state.startedAt).toISOString();
        const fold = createViewFold(plan, { id: WORKFLOW_ID, runId, planHash: 'sha256:x', startedAt });
        for (const event of events) fold.apply(event);
        return fold.view();
      },
    };
    runs.push(own);
    write(own, {
      kind: 'started',
      definition: plan.name,
      firstRunId: 'root',
      originalRunId: runId,
      hasParent: false,
      continuedFrom: carried === null ? null : `run-${runs.length - 1}`,
      input,
      given: { plan, hash: 'sha256:x' },
      carried,
      memo: {},
    });
    return own;
  }

  function write(own: RecordedRun, body: FactBody): number {
    const eventId = own.facts.length + 1;
    own.facts.push({ eventId, at: world.now(), ...body });
    return eventId;
  }

  /** A command, sent to the world when its task ends; canceled before that, it was never heard of. */
  const command = <T>(
    cancel: CancelToken | null,
    body: FactBody,
    send: (id: number) => PromiseLike<T>,
    never: () => T,
    isQuick = false,
  ): Promise<T> =>
    new Promise((resolve) => {
      const one: Command = { body, send: (id) => void send(id).then(resolve) };
      commands.push(one);
      cancel?.onCancel(() => {
        if (!commands.includes(one)) return;
        commands = commands.filter((other) => other !== one);
        if (isQuick) resolve(never());
        else dropped.push(() => resolve(never()));
      });
    });

  const effects: Effects = {
    ...world.effects,
    misfit,
    historyIsLong: () => isLongNow,
    // At once where it holds, as in a workflow, after as many turns of the promise queue.
    until: (predicate) => inScope(() => (predicate() ? Promise.resolve() : world.effects.until(predicate))),
    patched: (id) => {
      commands.push({ body: { kind: 'patch', id }, send: null });
      return true;
    },
    observe: (event) => {
      run.events.push(event);
      world.effects.observe(event);
      const at = 'at' in event ? event.at : '';
      if (event.type === 'parked') commands.push({ body: { kind: 'parked', park: { ...event, at } }, send: null });
      if (event.type === 'decided')
        commands.push({ body: { kind: 'decided', decision: { ...event, at } }, send: null });
    },
    call(request, cancel) {
      if (cancel.canceled) return Promise.resolve(NEVER_SENT);
      const body: FactBody = {
        kind: 'call_scheduled',
        activityId: activityId(request),
        activityType: activityType(request),
        request,
      };
      const send = (id: number): Promise<CallReport> =>
        Promise.resolve(world.effects.call(request, cancel)).then((report) => endCall(request, report, id));
      return command(cancel, body, send, () => NEVER_SENT);
    },
    child(request, cancel) {
      const never = (): ChildReport => ({
        ok: false,
        outcome: 'no_effect',
        failure: { type: 'Canceled', message: 'Canceled before it started.' },
      });
      if (cancel.canceled) return Promise.resolve(never());
      const body: FactBody = { kind: 'child_initiated', workflowId: request.id, label: request.path };
      const send = (id: number): Promise<ChildReport> =>
        world.effects.child(request, cancel).then((report) => endChild(request, report, id));
      return command(cancel, body, send, never);
    },
    timer(ms, label, cancel) {
      if (cancel.canceled) return Promise.resolve('canceled');
      const timerId = `${runs.length}.${(timers += 1)}`;
      const send = (): Promise<'fired' | 'canceled'> =>
        world.effects.timer(ms, label, cancel).then((end) => {
          if (end === 'fired') came.push({ kind: 'timer_fired', timerId });
          return end;
        });
      return command<'fired' | 'canceled'>(
        cancel,
        { kind: 'timer_started', timerId, label },
        send,
        () => 'canceled',
        true,
      );
    },
    past() {
      const asked = world.effects.past();
      looks += 1;
      if (asked === null) return null;
      state.wasReset = true;
      commands.push({ body: { kind: 'patch', id: `past#${looks}` }, send: null });
      const body: FactBody = {
        kind: 'call_scheduled',
        activityId: `${looks}`,
        activityType: 'readPast',
        request: null,
      };
      return command(
        null,
        body,
        (scheduledId) =>
          new Promise<Past | 'unreadable'>((resolve) => {
            // Read meanwhile: the next task hears of it.
            said.push(() =>
              asked.then((past) => {
                came.push(pastRead(scheduledId, past));
                resolve(past);
              }),
            );
          }),
        () => 'unreadable' as const,
      );
    },
  };
  let timers = 0;

  const endCall = (request: CallRequest, report: CallReport, scheduledId: number): CallReport => {
    const receipt = { runId: run.runId, key: request.key, epoch: request.epoch };
    if (report.ok) {
      const { ok: _, ...kept } = report;
      const returned = { ...kept, receipt };
      came.push({ kind: 'call_completed', scheduledId, value: returned, returned, by: '' });
      return report;
    }
    const { failure, outcome, attempts } = report;
    const failed = callFailed(scheduledId, outcome, failure, attempts);
    came.push(failed);
    return reportCallFailure(failed.error, () => true);
  };
  const endChild = (request: ChildRequest, report: ChildReport, initiatedId: number): ChildReport => {
    if (report.ok) {
      const { output, ledger } = report;
      came.push({ kind: 'child_completed', initiatedId, handed: { output, ledger } });
      return report;
    }
    const type = report.outcome === 'no_effect' ? 'SagaCompensated' : 'SagaPartiallyCompensated';
    const cause = ApplicationFailure.nonRetryable(report.failure.message, type);
    const execution = { workflowId: request.id, runId: 'child-run' };
    const error = new ChildWorkflowFailure(
      NAMESPACE,
      execution,
      request.definition,
      RetryState.NON_RETRYABLE_FAILURE,
      cause,
    );
    came.push({ kind: 'child_failed', initiatedId, error, end: 'nothing' });
    return reportChildFailure(error);
  };

  const begin = (): void => {
    looks = 0;
    for (const event of eventsOf(state)) run.events.push(event);
    const identity = { namespace: NAMESPACE, workflowId: WORKFLOW_ID, runId: run.runId, keyRoot: 'root' };
    interpreter = createInterpreter(plan, input, identity, state, effects);
    for (const message of said.splice(0)) message();
    interpreter.run().then(
      (end) => {
        ending = end;
      },
      (error: unknown) => {
        problem = error;
      },
    );
  };
  const quiesce = async (): Promise<void> => {
    do {
      await world.quiesce();
      for (const drop of dropped.splice(0)) drop();
      await world.quiesce();
    } while (dropped.length > 0);
    if (problem !== null) throw problem instanceof Error ? problem : new Error('The interpreter failed.');
  };
  const record = (): void => {
    for (const body of came.splice(0)) if (body.kind !== 'update_accepted') write(run, body);
    const startedId = write(run, { kind: 'task_started', isLong: isLongNow });
    write(run, { kind: 'task_completed', startedId });
    for (const body of accepted.splice(0)) write(run, body);
    const sent = commands;
    commands = [];
    for (const { body, send } of sent) {
      const id = write(run, body);
      send?.(id);
    }
  };
  /** Updates that this task has accepted. */
  const accepted: FactBody[] = [];

  const close = (): void => {
    if (ending === null) return;
    if (ending.kind !== 'continue_as_new') {
      const event = closedEvent(ending, isCanceled, new Date(world.now()).toISOString());
      run.events.push(event);
      const failure = event.status === 'completed' ? null : event.failure;
      const status = event.status;
      const result = event.status === 'completed' ? event.output : null;
      write(run, { kind: 'ended', status, isOwn: true, result, failure, details: failure as unknown as Json });
      return;
    }
    write(run, { kind: 'continued', nextRunId: `run-${runs.length + 1}` });
    state = JSON.parse(JSON.stringify(state)) as ExecutionState;
    ending = null;
    run = beginRun(JSON.parse(JSON.stringify({ state })) as JsonObject);
    isBegun = false;
    isCanceled = false;
  };

  return {
    world,
    runs,
    interpreter: () => interpreter,
    ending: () => ending,
    async task() {
      tasks += 1;
      isLongNow = isLong(tasks);
      if (!isBegun) begin();
      isBegun = true;
      for (const message of said.splice(0)) message();
      await quiesce();
      record();
      close();
    },
    advance: (choose) => world.advance(choose),
    signal(name, argument) {
      came.push({ kind: 'signaled', name, argument });
      said.push(() => interpreter.signal(name, argument));
    },
    update(verb, argument) {
      const problemWithIt = ask(interpreter, verb, argument, false);
      if (problemWithIt !== null) return problemWithIt;
      accepted.push({ kind: 'update_accepted', updateId: `${accepted.length}`, name: verb, argument });
      said.push(() => ask(interpreter, verb, argument, true));
      return null;
    },
    cancel() {
      isCanceled = true;
      came.push({ kind: 'cancel_requested' });
      said.push(() => void Promise.resolve().then(() => interpreter.cancel()));
    },
  };
}

interface Command {
  body: FactBody;
  /** Gets the id of its event. */
  send: ((id: number) => void) | null;
}

function pastRead(scheduledId: number, past: Past | 'unreadable'): FactBody {
  if (past !== 'unreadable')
    return { kind: 'call_completed', scheduledId, value: past as unknown as Json, returned: null, by: '' };
  return {
    kind: 'call_failed',
    scheduledId,
    by: '',
    error: activityFailure(ApplicationFailure.nonRetryable('gone', 'PastUnreadable')),
  };
}

async function inScope(condition: () => Promise<void>): Promise<void> {
  await (async () => {
    await (async () => condition())();
  })();
}
