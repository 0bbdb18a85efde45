import type { ExecutionEvent } from '../plan/events.ts';
import { believe, type Carried, type RunInfo } from '../workflows/begin.ts';
import { createFactTeller, type CallFate, type EndedCall } from './facts-alone/say-facts.ts';
import type { Fact, FactOf, GivenPlan } from './fact.ts';
import { givenPlan } from './given-plan.ts';
import { interpretRun, type RecordedTask, type RunInterpretation } from './interpreting/interpret-run.ts';
import { Misread } from './interpreting/misread.ts';

/** One change of an execution, and the event of its history from which it is known. */
export interface RecordedChange {
  eventId: number;
  event: ExecutionEvent;
  /** The call that it is the end of. */
  call: EndedCall | null;
}

/** What one run's history says, while it is read. */
export interface RunReader {
  /** Null as long as the history holds no plan: the run has just begun, or was refused. */
  beginning(): RunBeginning | null;
  /** The facts that came next. What a workflow task led to is known when the next fact comes, or with `flush`. */
  push(facts: readonly Fact[]): Promise<RecordedChange[]>;
  /** Nothing more is there now. */
  flush(): Promise<RecordedChange[]>;
  /** What has come since the last completed workflow task, which the workflow itself does not know yet. */
  later(): ExecutionEvent[];
  /** How the run ended, and what it was continued by. */
  end(): FactOf<'ended'> | FactOf<'continued'> | null;
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
export function createRunReader(id: RunId): RunReader {
  const teller = createFactTeller(id.workflowId);
  let started: FactOf<'started'> | null = null;
  let given: GivenPlan | null = null;
  let interpretation: RunInterpretation | 'impossible' | null = null;
  let end: FactOf<'ended'> | FactOf<'continued'> | null = null;
  /** What came and is not known to the workflow yet. */
  let came: Fact[] = [];
  let laterEvents: ExecutionEvent[] = [];
  let startedTask: { eventId: number; isLong: boolean; at: number; knows: number } | null = null;
  let task: RecordedRunTask | null = null;
  /** Updates that were admitted by an event of their own, by id. */
  const admitted = new Map<string, FactOf<'update_admitted'>>();

  const runTask = async (): Promise<RecordedChange[]> => {
    if (task === null) return [];
    const done = task;
    task = null;
    const eventId = done.commands.at(-1)?.eventId ?? done.completedId;
    if (interpretation === 'impossible') return [];
    try {
      const begun = begin(done);
      if (begun === null) {
        // The plan is still being looked for: what has come waits with it.
        came = [...done.came, ...came];
        return [];
      }
      const events = await begun.next(done);
      return events.map((event) => ({ eventId, event, call: callOf(event) }));
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
      interpretation = 'impossible';
      return [misread(error, eventId, done.at), ...factsOf(done, eventId)];
    }
  };
  const begin = (done: RecordedTask): RunInterpretation | null => {
    given ??= givenPlan([...(started === null ? [] : [started]), ...done.commands]);
    if (interpretation === 'impossible') return null;
    if (interpretation === null && started !== null && given !== null) {
      interpretation = interpretRun(started, given, runInfo(id, started));
    }
    return interpretation;
  };
  const factsOf = ({ said, commands }: RecordedRunTask, eventId: number): RecordedChange[] => [
    ...said.map((event) => ({ eventId, event, call: callOf(event) })),
    ...commands.flatMap(tell).map((change) => ({ ...change, eventId })),
  ];
  const tell = (fact: Fact): RecordedChange[] =>
    teller.say(fact).map((event) => ({ eventId: fact.eventId, event, call: callOf(event) }));
  const callOf = (event: ExecutionEvent): EndedCall | null => {
    const fate = FATES[event.type];
    return fate === undefined || !('path' in event) || event.path === null ? null : teller.takeCall(event.path, fate);
  };

  const take = async (fact: Fact): Promise<RecordedChange[]> => {
    if (task !== null && isCommand(fact)) {
      const command = withRequest(fact, admitted);
      task.commands.push(command);
      if (fact.kind === 'ended' || fact.kind === 'continued') end = fact;
      // Told in its turn, so that its end finds it; shown only where nothing is interpreted.
      if (interpretation === 'impossible') return tell(command);
      if (fact.kind !== 'ended' && fact.kind !== 'decided' && fact.kind !== 'parked') teller.say(command);
      return [];
    }
    const changes = await runTask();
    return [...changes, ...note(fact)];
  };
  /** A fact that is no command. */
  const note = (fact: Fact): RecordedChange[] => {
    switch (fact.kind) {
      case 'started':
        started = fact;
        given = fact.given;
        return [];
      case 'task_started':
        startedTask = { eventId: fact.eventId, isLong: fact.isLong, at: fact.at, knows: came.length };
        return [];
      case 'task_completed': {
        const { isLong = false, at = fact.at, knows = came.length } = startedTask ?? {};
        const known = came.splice(0, knows);
        task = { at, isLong, came: known, commands: [], completedId: fact.eventId, said: laterEvents };
        laterEvents = [];
        return [];
      }
      case 'update_admitted':
        admitted.set(fact.updateId, fact);
        return [];
      case 'ended':
        // From outside: nothing of the workflow follows.
        end = fact;
        return tell(fact);
      default: {
        came.push(fact);
        if (interpretation === 'impossible') return tell(fact);
        laterEvents.push(...teller.say(fact));
        return [];
      }
    }
  };

  return {
    beginning: () =>
      given === null || started === null ? null : { given, startedAt: startOf(started, runInfo(id, started)) },
    async push(facts) {
      const changes: RecordedChange[] = [];
      for (const fact of facts) changes.push(...(await take(fact)));
      return changes;
    },
    flush: runTask,
    later: () => laterEvents,
    end: () => end,
  };
}

interface RecordedRunTask extends RecordedTask {
  completedId: number;
  /** What the facts that it knew say by themselves. */
  said: ExecutionEvent[];
}

/** Of which of its fates a change says that a call has met it. */
const FATES: Partial<Record<ExecutionEvent['type'], CallFate>> = {
  step_completed: 'ended_well',
  step_failed: 'failed',
  compensated: 'undone',
};

const COMMANDS = new Set<Fact['kind']>([
  'patch',
  'local_activity',
  'call_scheduled',
  'timer_started',
  'child_initiated',
  'update_accepted',
  'saga_state',
  'parked',
  'decided',
  'continued',
  'unknown_command',
]);

/** What a workflow commanded stands right behind the task in which it did. */
function isCommand(fact: Fact): boolean {
  return COMMANDS.has(fact.kind) || (fact.kind === 'ended' && fact.isOwn);
}

/** An Update that a reset has brought along was admitted by an event of its own, which has the request. */
function withRequest(fact: Fact, admitted: ReadonlyMap<string, FactOf<'update_admitted'>>): Fact {
  if (fact.kind !== 'update_accepted' || fact.name !== null) return fact;
  const { name = null, argument } = admitted.get(fact.updateId) ?? {};
  return { ...fact, name, argument };
}

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

function misread({ message }: Misread, eventId: number, at: number): RecordedChange {
  const text = `From here on only what the history says by itself is shown: ${message}.`;
  return { eventId, event: { type: 'notice', at: new Date(at).toISOString(), path: null, message: text }, call: null };
}

/** A run that goes on with an execution knows when that began. */
function startOf({ carried, at }: FactOf<'started'>, info: RunInfo): string {
  const { state } = believe((carried ?? {}) as Carried, info);
  return new Date(state?.startedAt ?? at).toISOString();
}
