import type { Json } from '../../plan/json.ts';
import { parseActivityId, pathOfChild, withoutFallback } from '../../plan/path.ts';
import type { RecordedStep } from '../../plan/recorded-data.ts';
import type { Fact, FactOf } from '../fact.ts';
import type { Room } from './room.ts';

/**
 * The arguments and outputs of one run's steps. Calls and children stand in the history itself, so they are known also where it cannot be
 * interpreted, or not yet. Everything else that has an output, such as approvals, signals, loops and groups, the interpreter tells of. Of
 * several attempts or epochs the last one counts.
 */
export interface DataCollector {
  take(fact: Fact): void;
  /** From the interpreter. */
  ended(path: string, output: Json): void;
  readonly steps: ReadonlyMap<string, RecordedStep>;
}

/** `workflowId`: of the execution, whose children are named after it. Only what `isWanted` is kept. */
export function collectData(workflowId: string, isWanted: (path: string) => boolean, room: Room): DataCollector {
  const steps = new Map<string, RecordedStep>();
  /** What is under way, by the event that began it. */
  const open = new Map<number, string>();

  const begin = (eventId: number, path: string, given: Json | null): void => {
    if (!isWanted(path)) return;
    open.set(eventId, path);
    const before = steps.get(path);
    room.giveBack(before?.arguments ?? null);
    room.giveBack(before?.output ?? null);
    steps.set(path, { arguments: given === null ? null : room.keep(given), output: null });
  };
  const end = (path: string, output: Json): void => {
    const before = steps.get(path);
    room.giveBack(before?.output ?? null);
    steps.set(path, { arguments: before?.arguments ?? null, output: room.keep(output) });
  };
  const endOf = (began: number, output: Json | undefined): void => {
    const path = open.get(began);
    open.delete(began);
    if (path !== undefined && output !== undefined) end(path, output);
  };

  return {
    steps,
    ended(path, output) {
      if (isWanted(path)) end(path, output);
    },
    take(fact) {
      switch (fact.kind) {
        case 'call_scheduled': {
          const { path, direction } = parseActivityId(fact.activityId);
          // A fallback's call is shown on the step that it stands in for.
          if (direction === 'forward') begin(fact.eventId, withoutFallback(path), fact.request?.arguments ?? null);
          break;
        }
        case 'call_completed':
          endOf(fact.scheduledId, fact.returned?.output);
          break;
        case 'child_initiated':
          begin(fact.eventId, childPath(workflowId, fact), fact.input ?? null);
          break;
        case 'child_completed':
          endOf(fact.initiatedId, fact.handed?.output);
          break;
      }
    },
  };
}

function childPath(workflowId: string, { label, workflowId: id }: FactOf<'child_initiated'>): string {
  return label ?? pathOfChild(workflowId, id)?.path ?? id;
}
