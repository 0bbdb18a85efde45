import type { ExecutionEvent } from '../plan/events.ts';
import { believe, type RunInfo } from '../workflows/begin.ts';
import { createTaskCollector, type CollectedTask } from './collect-tasks.ts';
import { createOutsideTeller } from './facts-alone/say-outside.ts';
import { createFactTeller, type CallFate, type EndedCall } from './facts-alone/say-facts.ts';
import type { Fact, FactOf, GivenPlan } from './fact.ts';
import { givenPlan } from './given-plan.ts';
import { RunInterpretation } from './interpreting/interpret-run.ts';
import { createPlanWaitReader } from './interpreting/plan-wait.ts';
import type { OnEnded } from './interpreting/world.ts';

/** One change of an execution, and the event of its history from which it is known. */
export interface RecordedChange {
  eventId: number;
  event: ExecutionEvent;
  /** The call that it is the end of. */
  call: EndedCall | null;
}

export interface RunBeginning {
  given: GivenPlan;
  /** ISO 8601: when the execution, not this run, started. */
  startedAt: string;
}

export interface RunId {
  namespace: string;
  workflowId: string;
  runId: string;
}

/**
 * Reads one run. The interpreter itself runs over the history up to the last completed workflow task, so what it reports is what the workflow
 * reported. Where it cannot go on, because a newer version of this code or somebody else has written what follows, the facts are told alone,
 * with a notice.
 */
export class RunReader {
  readonly #id: RunId;
  readonly #onEnded: OnEnded | undefined;
  readonly #tasks = createTaskCollector();
  readonly #teller: ReturnType<typeof createFactTeller>;
  readonly #outside = createOutsideTeller();
  #started: FactOf<'started'> | null = null;
  #given: GivenPlan | null = null;
  #interpretation: RunInterpretation | null = null;
  readonly #wait = createPlanWaitReader();
  /** The facts are told alone from here on. */
  #isMisread = false;
  #end: FactOf<'ended'> | FactOf<'continued'> | null = null;
  /** What the facts say that no workflow task knows yet. */
  #later: ExecutionEvent[] = [];

  /** `onEnded` hears the outputs of steps, which no change carries. */
  constructor(id: RunId, onEnded?: OnEnded) {
    this.#id = id;
    this.#onEnded = onEnded;
    this.#teller = createFactTeller(id.workflowId);
  }

  /**
   * Null as long as the history holds no plan: the run has just begun, or was refused. One that waits for its plan has an empty one, and another
   * beginning when that is there.
   */
  beginning(): RunBeginning | null {
    if (this.#started === null) return null;
    const given = this.#given ?? this.#wait.placeholder(this.#started.definition);
    return given && { given, startedAt: startOf(this.#started, runInfo(this.#id, this.#started)) };
  }

  /** How the run ended, and what it was continued by. */
  end(): FactOf<'ended'> | FactOf<'continued'> | null {
    return this.#end;
  }

  /** What has come since the last completed workflow task, which the workflow itself does not know yet. */
  later(): readonly ExecutionEvent[] {
    return this.#later;
  }

  /** The facts that came next. What a workflow task led to is known when the next fact comes, or with `flush`. */
  async push(facts: readonly Fact[]): Promise<RecordedChange[]> {
    const changes: RecordedChange[] = [];
    for (const fact of facts) {
      const { done, isCommand } = this.#tasks.take(fact);
      if (done !== null) changes.push(...(await this.#run(done)));
      const outside = this.#asChanges(this.#outside.say(fact), fact.eventId);
      changes.push(...(isCommand ? this.#takeCommand(fact) : this.#take(fact)), ...outside);
    }
    return changes;
  }

  /** Nothing more is there now. */
  async flush(): Promise<RecordedChange[]> {
    const done = this.#tasks.flush();
    return done === null ? [] : this.#run(done);
  }

  /** A fact that is no command of a workflow. */
  #take(fact: Fact): RecordedChange[] {
    switch (fact.kind) {
      case 'started':
        this.#started = fact;
        this.#given = fact.given;
        return [];
      case 'ended':
        // From outside: nothing of the workflow follows.
        this.#end = fact;
        return this.#tell(fact);
      default:
        if (this.#isMisread) return this.#tell(fact);
        this.#later.push(...this.#teller.say(fact));
        return [];
    }
  }

  #takeCommand(fact: Fact): RecordedChange[] {
    if (fact.kind === 'ended' || fact.kind === 'continued') this.#end = fact;
    if (this.#isMisread) return this.#tell(fact);
    // Told in its turn, so that its end finds it; shown only where nothing is interpreted.
    if (fact.kind !== 'ended') this.#teller.say(fact);
    return [];
  }

  async #run(task: CollectedTask): Promise<RecordedChange[]> {
    if (this.#isMisread) return [];
    const said = this.#later;
    this.#later = [];
    const isLooking = this.#given === null;
    try {
      const interpretation = this.#interpret(task);
      const found = isLooking && this.#given !== null ? this.#wait.end(this.#given, task.at) : [];
      if (interpretation === null) {
        // The plan is still being looked for: what has come waits with it.
        this.#tasks.giveBack(task.came);
        return this.#asChanges(this.#wait.read(task), task.eventId);
      }
      return this.#asChanges([...found, ...(await interpretation.next(task))], task.eventId);
    } catch (error) {
      this.#isMisread = true;
      const notice = misread(error, task.at);
      const facts = task.commands.flatMap((fact) => this.#teller.say(fact));
      return this.#asChanges([notice, ...said, ...facts], task.eventId);
    }
  }

  #interpret({ commands }: CollectedTask): RunInterpretation | null {
    if (this.#started === null) return null;
    this.#given ??= givenPlan([this.#started, ...commands]);
    if (this.#given === null) return null;
    const info = runInfo(this.#id, this.#started);
    this.#interpretation ??= new RunInterpretation(this.#started, this.#given, info, this.#onEnded);
    return this.#interpretation;
  }

  #tell(fact: Fact): RecordedChange[] {
    return this.#asChanges(this.#teller.say(fact), fact.eventId);
  }

  #asChanges(events: readonly ExecutionEvent[], eventId: number): RecordedChange[] {
    return events.map((event) => ({ eventId, event, call: this.#callOf(event) }));
  }

  #callOf(event: ExecutionEvent): EndedCall | null {
    const fate = FATES[event.type];
    return fate === undefined || !('path' in event) || event.path === null
      ? null
      : this.#teller.takeCall(event.path, fate);
  }
}

/** Of which of its fates a change says that a call has met it. */
const FATES: Partial<Record<ExecutionEvent['type'], CallFate>> = {
  step_completed: 'ended_well',
  step_failed: 'failed',
  compensated: 'undone',
};

function runInfo({ namespace, workflowId, runId }: RunId, started: FactOf<'started'>): RunInfo {
  return {
    namespace,
    workflowId,
    runId,
    firstExecutionRunId: started.firstRunId,
    hasParent: started.hasParent,
    isContinued: started.continuedFrom !== null,
    startedAt: started.at,
  };
}

/** Whatever stood in the way, who looks at an execution gets what is certain: also where it is a mistake of ours. */
function misread(error: unknown, at: number): ExecutionEvent {
  const why = error instanceof Error ? error.message : String(error);
  const message = `From here on only what the history says by itself is shown: ${why}.`;
  return { type: 'notice', notice: 'HistoryMisread', at: new Date(at).toISOString(), path: null, message };
}

/** A run that goes on with an execution knows when that began. */
function startOf({ carried, at }: FactOf<'started'>, info: RunInfo): string {
  const { state } = believe(carried ?? {}, info);
  return new Date(state?.startedAt ?? at).toISOString();
}
