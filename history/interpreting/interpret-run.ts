import type { ExecutionEvent } from '../../plan/events.ts';
import { isRefusal } from '../../plan/failure-types.ts';
import { isJsonObject } from '../../plan/json.ts';
import { PLAN_VERSION } from '../../plan/plan.ts';
import { believe, firstState, identityOf, type Carried, type RunInfo } from '../../workflows/begin.ts';
import { closedEvent } from '../../workflows/closed-event.ts';
import { isNow } from '../../workflows/interpreter/eventually.ts';
import { createInterpreter, type Ending, type Interpreter } from '../../workflows/interpreter/interpret.ts';
import { eventsOf } from '../../workflows/interpreter/state/events-of-state.ts';
import type { ExecutionState } from '../../workflows/interpreter/state/state.ts';
import type { Fact, GivenPlan, StartFact } from '../fact.ts';
import { closeFacts } from '../facts-alone/close-facts.ts';
import { checkMarker } from './known-markers.ts';
import { hear } from './messages.ts';
import { Misread } from './misread.ts';
import { checkParks } from './parks.ts';
import { createReminderReader } from './reminders.ts';
import { createHistoryWorld, type TaskInfo } from './world.ts';

/** A workflow task that was completed: what had come before it, and what the workflow commanded in it. */
export interface RecordedTask extends TaskInfo {
  /** In the order of the history. */
  came: Fact[];
  commands: Fact[];
}

/**
 * One run of an execution, interpreted anew over its history: the very code that the workflow ran, with the answers that it got. What it
 * reports is what the workflow reported.
 */
export interface RunInterpretation {
  /** What the workflow reported in that task. Throws `Misread` where the history goes another way: then nothing more is to be asked. */
  next(task: RecordedTask): Promise<ExecutionEvent[]>;
}

export function interpretRun(started: StartFact, given: GivenPlan, info: RunInfo): RunInterpretation {
  if ((given.plan.planVersion as number) !== PLAN_VERSION) {
    throw new Misread(`the plan has version ${given.plan.planVersion}, and this process reads ${PLAN_VERSION}`);
  }
  const carried = believe((started.carried ?? {}) as Carried, info);
  let reported: ExecutionEvent[] = [];
  let state: ExecutionState | null = null;
  let interpreter: Interpreter | null = null;
  let isCanceled = false;
  let ending: Ending | null = null;
  /** What came before the interpreter was there. */
  let early: Fact[] = [];
  const report = (event: ExecutionEvent): void => {
    reported.push(event);
  };
  const reminders = createReminderReader(report);
  const world = createHistoryWorld(report, () => {
    if (state !== null) state.wasReset = true;
  });

  const begin = (first: ExecutionState): void => {
    state = first;
    // A reset copies the events of another run: this one has looked, or will look, at what that one did.
    if (info.runId !== started.originalRunId) first.wasReset = true;
    for (const event of eventsOf(first)) report(event);
    const input = isJsonObject(started.input) ? started.input : {};
    interpreter = createInterpreter(given.plan, input, identityOf(carried, info), first, world.effects);
    for (const fact of early) deliver(fact);
    early = [];
    void interpreter.run().then((end) => {
      ending = end;
    }, fail);
  };
  let problem: unknown = null;
  const fail = (error: unknown): void => {
    problem = error;
  };
  const start = (): void => {
    const first = firstState(given.plan, carried, info, world.recovery);
    if (isNow(first)) begin(first);
    else void Promise.resolve(first).then(begin, fail);
  };
  const deliver = (fact: Fact): void => {
    if (interpreter === null) early.push(fact);
    else if (fact.kind === 'cancel_requested') {
      isCanceled = true;
      const { cancel } = interpreter;
      // Temporal tells the workflow of it by a promise that is rejected.
      void Promise.resolve().then(cancel);
    } else hear(interpreter, fact, world.effects.now(), report);
    reminders.fire(fact, world.effects.now());
    world.commands.end(fact);
    world.unblock();
  };

  let isStarted = false;
  let looks = false;
  return {
    async next({ came, commands, ...task }) {
      reported = [];
      world.beginTask(task);
      for (const fact of commands) if (fact.kind === 'patch') world.learnPatch(checkMarker(fact.id));
      for (const fact of inOrder(came, commands)) deliver(fact);
      // A start that nobody has looked at yet looks itself, and that may take several tasks.
      looks ||= commands.some((fact) => fact.kind === 'patch' && fact.id === 'admission');
      if (!isStarted && mayBegin(commands, started.given !== null && !looks)) {
        isStarted = true;
        start();
      }
      await world.settle();
      const end = commands.find((fact) => fact.kind === 'ended');
      // Refused before it began, or there was nothing that a recovery could read.
      if (interpreter === null && end !== undefined) return closeFacts(end);
      if (problem !== null) throw problem instanceof Error ? problem : new Misread('it failed without saying why');
      for (const event of reported) reminders.hear(event);
      for (const fact of commands) if (!reminders.record(fact)) world.commands.record(fact);
      const close = ending === null ? null : closing(ending, isCanceled, new Date(task.at).toISOString());
      checkEnd(isStarted, ending, commands);
      if (ending === null) world.commands.checkRecorded();
      checkParks(reported, commands);
      return close === null ? reported : [...reported, close];
    },
  };
}

/** As Temporal hands them over: what people said first, then how things ended; Updates are known from their acceptance. */
function inOrder(came: readonly Fact[], commands: readonly Fact[]): Fact[] {
  const isSaid = ({ kind }: Fact): boolean => kind === 'signaled';
  const updates = commands.filter(({ kind }) => kind === 'update_accepted');
  return [...came.filter(isSaid), ...updates, ...came.filter((fact) => !isSaid(fact))];
}

/** Not while the workflow still looks for its plan, or whether it may start; never when it was refused. */
function mayBegin(commands: readonly Fact[], hasAll: boolean): boolean {
  if (commands.some((fact) => fact.kind === 'ended' && isRefusal(fact.failure?.type))) return false;
  return hasAll || commands.some((fact) => fact.kind === 'local_activity' && fact.failure === null);
}

function closing(ending: Ending, isCanceled: boolean, at: string): ExecutionEvent | null {
  return ending.kind === 'continue_as_new' ? null : closedEvent(ending, isCanceled, at);
}

/** The run ends where its history says so, and nowhere else. */
function checkEnd(isStarted: boolean, ending: Ending | null, commands: readonly Fact[]): void {
  const end = commands.find((fact) => (fact.kind === 'ended' && fact.isOwn) || fact.kind === 'continued');
  if (!isStarted || (end === undefined) === (ending === null)) return;
  throw new Misread(
    end === undefined
      ? 'the definition leads to an end that the history does not have'
      : 'the history has an end that the definition does not lead to',
  );
}
