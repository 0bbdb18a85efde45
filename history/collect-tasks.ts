import type { Fact, FactOf } from './fact.ts';
import type { RecordedTask } from './interpreting/interpret-run.ts';

/** A completed workflow task, with the ids of its events. */
export interface CollectedTask extends RecordedTask {
  /** Of the last event that belongs to it. */
  eventId: number;
}

/** Puts facts together into workflow tasks: what the workflow knew, and what it commanded. */
export interface TaskCollector {
  /** `done`: the task before is complete now. `isCommand`: the fact belongs to the task under way, else it is known to the next one. */
  take(fact: Fact): { done: CollectedTask | null; isCommand: boolean };
  /** The task under way, when nothing more is there now. */
  flush(): CollectedTask | null;
  /** What the workflow could do nothing with yet comes again with the next task. */
  giveBack(came: readonly Fact[]): void;
}

export function createTaskCollector(): TaskCollector {
  /** What came and no workflow task knows yet. */
  let came: Fact[] = [];
  let started: (FactOf<'task_started'> & { knows: number }) | null = null;
  let task: CollectedTask | null = null;
  /** Updates that were admitted by an event of their own, by id. */
  const admitted = new Map<string, FactOf<'update_admitted'>>();

  const flush = (): CollectedTask | null => {
    const done = task;
    task = null;
    return done;
  };
  const complete = (fact: FactOf<'task_completed'>): void => {
    const { isLong = false, at = fact.at, knows = came.length } = started ?? {};
    task = { at, isLong, came: came.splice(0, knows), commands: [], eventId: fact.eventId };
  };
  return {
    flush,
    giveBack: (back) => {
      came = [...back, ...came];
    },
    take(fact) {
      if (task !== null && isCommand(fact)) {
        task.commands.push(withRequest(fact, admitted));
        task.eventId = fact.eventId;
        return { done: null, isCommand: true };
      }
      const done = flush();
      if (fact.kind === 'task_started') started = { ...fact, knows: came.length };
      else if (fact.kind === 'task_completed') complete(fact);
      else if (fact.kind === 'update_admitted') admitted.set(fact.updateId, fact);
      else if (fact.kind !== 'started' && fact.kind !== 'ended') came.push(fact);
      return { done, isCommand: false };
    },
  };
}

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
