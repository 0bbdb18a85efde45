import type { ExecutionEvent } from '../../plan/events.ts';
import { isRefusal } from '../../plan/failure-types.ts';
import { isJsonObject } from '../../plan/json.ts';
import { asPlanReads } from '../../plan/numbers/as-plan-reads.ts';
import { STAND_DOWN } from '../../plan/messages.ts';
import { PLAN_VERSION } from '../../plan/plan.ts';
import { waitsOf } from '../../plan/signals.ts';
import { believe, firstState, identityOf, type Carried, type RunInfo } from '../../workflows/begin.ts';
import { closedEvent } from '../../workflows/closed-event.ts';
import { isNow } from '../../workflows/interpreter/eventually.ts';
import { createInterpreter, type Ending, type Interpreter } from '../../workflows/interpreter/interpret.ts';
import { eventsOf } from '../../workflows/interpreter/state/events-of-state.ts';
import type { ExecutionState } from '../../workflows/interpreter/state/state.ts';
import { laterRun } from '../../workflows/tell.ts';
import type { Fact, GivenPlan, StartFact } from '../fact.ts';
import { closeFacts } from '../facts-alone/close-facts.ts';
import { checkMarker } from './known-markers.ts';
import { hear } from './messages.ts';
import { Misread } from './misread.ts';
import { checkParks } from './parks.ts';
import { createReminderReader, type ReminderReader } from './reminders.ts';
import { createHistoryWorld, type HistoryWorld, type OnEnded, type TaskInfo } from './world.ts';

/** A workflow task that was completed: what had come before it, and what the workflow commanded in it. */
export interface RecordedTask extends TaskInfo {
  /** In the order of the history. */
  came: Fact[];
  commands: Fact[];
}

/**
 * One run of an execution, interpreted anew over its history: the very code that the workflow ran, with the answers that it got. What it
 * reports is what the workflow reported. Throws `Misread` where the history goes another way: then nothing more is to be asked.
 */
export class RunInterpretation {
  readonly #started: StartFact;
  readonly #given: GivenPlan;
  readonly #info: RunInfo;
  readonly #carried: Carried;
  /** Names of those that steps wait for. */
  readonly #signals: ReadonlySet<string>;
  readonly #world: HistoryWorld;
  readonly #reminders: ReminderReader;
  #reported: ExecutionEvent[] = [];
  #state: ExecutionState | null = null;
  #interpreter: Interpreter | null = null;
  #isStarted = false;
  /** A start that nobody has looked at yet looks itself, and that may take several tasks. */
  #looksWhetherItMayStart = false;
  #isCanceled = false;
  /** The task was answered with the end of a local activity alone: what the workflow then commanded is in the next one. */
  #isCutShort = false;
  #ending: Ending | null = null;
  #problem: Error | null = null;
  /** What came before the interpreter was there. */
  #early: Fact[] = [];

  constructor(started: StartFact, given: GivenPlan, info: RunInfo, onEnded?: OnEnded) {
    if ((given.plan.planVersion as number) !== PLAN_VERSION) {
      throw new Misread(`the plan has version ${given.plan.planVersion}, and this process reads ${PLAN_VERSION}`);
    }
    this.#started = started;
    this.#given = asPlanReads(given.plan, given);
    this.#info = info;
    this.#signals = new Set(waitsOf(given.plan).keys());
    this.#carried = believe(asPlanReads(given.plan, started.carried ?? {}), info);
    this.#reminders = createReminderReader((event) => this.#report(event));
    this.#world = createHistoryWorld(
      (event) => this.#report(event),
      () => {
        if (this.#state !== null) this.#state.wasReset = true;
      },
      onEnded,
    );
  }

  /** What the workflow reported in that task. */
  async next(recorded: RecordedTask): Promise<ExecutionEvent[]> {
    const { came, commands, ...task } = asPlanReads(this.#given.plan, recorded);
    if (!this.#isCutShort) this.#reported = [];
    this.#world.beginTask(task);
    for (const fact of commands) if (fact.kind === 'patch') this.#world.learnPatch(checkMarker(fact.id));
    for (const fact of inOrder(came, commands)) this.#deliver(fact);
    if (!this.#isStarted && this.#mayBegin(commands)) this.#start();
    await this.#world.settle();
    const end = commands.find((fact) => fact.kind === 'ended');
    // Refused before it began, or there was nothing that a recovery could read.
    if (this.#interpreter === null && end !== undefined) return closeFacts(end);
    if (this.#problem !== null) throw this.#problem;
    this.#isCutShort = hasNothingOfTheWorkflow(commands) && this.#commandsMore();
    if (this.#isCutShort) return [];
    this.#checkCommands(commands);
    const close = this.#ending === null ? null : closing(this.#ending, this.#isCanceled, task.at);
    return close === null ? this.#reported : [...this.#reported, close];
  }

  #report(event: ExecutionEvent): void {
    this.#reported.push(event);
  }

  /** Not while the workflow still looks for its plan, or whether it may start; never when it was refused. */
  #mayBegin(commands: readonly Fact[]): boolean {
    if (commands.some((fact) => fact.kind === 'ended' && isRefusal(fact.failure?.type))) return false;
    this.#looksWhetherItMayStart ||= commands.some((fact) => fact.kind === 'patch' && fact.id === 'admission');
    const hasAll = this.#started.given !== null && !this.#looksWhetherItMayStart;
    return hasAll || commands.some((fact) => fact.kind === 'local_activity' && fact.failure === null);
  }

  #start(): void {
    this.#isStarted = true;
    const first = firstState(this.#given.plan, this.#carried, this.#info, this.#world.recovery);
    if (isNow(first)) this.#begin(first);
    else void Promise.resolve(first).then((state) => this.#begin(state), this.#fail);
  }

  #begin(state: ExecutionState): void {
    this.#state = state;
    // A reset copies the events of another run: this one has looked, or will look, at what that one did.
    if (this.#info.runId !== this.#started.originalRunId) state.wasReset = true;
    for (const event of eventsOf(state)) this.#report(event);
    const started = asPlanReads(this.#given.plan, this.#started.input);
    const input = isJsonObject(started) ? started : {};
    const identity = identityOf(this.#carried, this.#info);
    const interpreter = createInterpreter(this.#given.plan, input, identity, state, this.#world.effects);
    this.#interpreter = interpreter;
    for (const fact of this.#early.splice(0)) this.#deliver(fact);
    void interpreter.run().then((ending) => {
      this.#ending = ending;
    }, this.#fail);
  }

  readonly #fail = (error: unknown): void => {
    this.#problem = error instanceof Error ? error : new Misread('the interpreter failed without saying why');
  };

  #deliver(fact: Fact): void {
    const interpreter = this.#interpreter;
    const now = this.#world.effects.now();
    const isStandDown = fact.kind === 'signaled' && fact.name === STAND_DOWN && this.#carried.recovers !== undefined;
    if (isStandDown) this.#world.standDown();
    if (interpreter === null) this.#early.push(fact);
    else if (fact.kind === 'cancel_requested') {
      this.#isCanceled = true;
      // Temporal tells the workflow of it by a promise that is rejected.
      void Promise.resolve().then(() => {
        interpreter.cancel();
      });
    } else if (isStandDown) interpreter.standDown(laterRun(fact.argument));
    else
      hear(
        interpreter,
        (name) => this.#signals.has(name),
        fact,
        now,
        (event) => this.#report(event),
      );
    this.#reminders.fire(fact, now);
    this.#world.commands.end(fact);
    this.#world.unblock();
  }

  #commandsMore(): boolean {
    const hasParked = this.#reported.some(({ type }) => type === 'parked');
    return this.#ending !== null || hasParked || this.#world.commands.hasUnrecorded();
  }

  /** What the interpreter asked for, and how far it came, is what the history has. */
  #checkCommands(commands: readonly Fact[]): void {
    const { commands: asked } = this.#world;
    for (const event of this.#reported) this.#reminders.hear(event);
    for (const fact of commands) if (!this.#reminders.record(fact)) asked.record(fact);
    if (this.#isStarted) checkEnd(this.#ending, commands);
    if (this.#ending === null) asked.checkRecorded();
    checkParks(this.#reported, commands);
  }
}

/** Its plan was resolved there, and no more: on a busy machine a worker may tell Temporal that much first. */
function hasNothingOfTheWorkflow(commands: readonly Fact[]): boolean {
  return commands.length > 0 && commands.every(({ kind }) => kind === 'local_activity' || kind === 'patch');
}

/** As Temporal hands them over: what people said first, then how things ended; Updates are known from their acceptance. */
function inOrder(came: readonly Fact[], commands: readonly Fact[]): Fact[] {
  const isSaid = ({ kind }: Fact): boolean => kind === 'signaled';
  const updates = commands.filter(({ kind }) => kind === 'update_accepted');
  return [...came.filter(isSaid), ...updates, ...came.filter((fact) => !isSaid(fact))];
}

function closing(ending: Ending, isCanceled: boolean, at: number): ExecutionEvent | null {
  return ending.kind === 'continue_as_new' ? null : closedEvent(ending, isCanceled, new Date(at).toISOString());
}

/** The run ends where its history says so, and nowhere else. */
function checkEnd(ending: Ending | null, commands: readonly Fact[]): void {
  const end = commands.find((fact) => (fact.kind === 'ended' && fact.isOwn) || fact.kind === 'continued');
  if ((end === undefined) === (ending === null)) return;
  if (end === undefined) throw new Misread('the definition leads to an end that the history does not have');
  throw new Misread('the history has an end that the definition does not lead to');
}
