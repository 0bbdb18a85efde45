import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { activityType, type CallReport, type CallRequest } from '../../plan/call.ts';
import { isPast } from '../../plan/foreign.ts';
import type { Past } from '../../plan/past.ts';
import { activityId } from '../../plan/path.ts';
import type { CancelToken } from '../../workflows/interpreter/cancel-token.ts';
import type { ChildReport, ChildRequest } from '../../workflows/interpreter/effects.ts';
import { Later } from '../../workflows/interpreter/eventually.ts';
import { asLaterRun } from '../../workflows/tell.ts';
import {
  isCanceledUnsent,
  isInterruptedByReset,
  reportCallFailure,
  reportChildFailure,
} from '../../workflows/report-failure.ts';
import {
  CANCELED_WHILE_WAITING,
  FOREIGN_RESULT,
  NEVER_SENT,
  reportCallReturn,
  reportChildReturn,
  type Patched,
} from '../../workflows/report-return.ts';
import type { Fact } from '../fact.ts';
import { Misread } from './misread.ts';

/** What the interpreter asked for and has not got yet. */
interface Asked {
  /** Names what it waits for, as the history does: equal ones are taken in their order. */
  name: string;
  /** The event or timer that it was recorded as; null until the history shows it. */
  recordedAs: number | string | null;
  isCanceled: boolean;
  settle(fact: Fact): void;
  /** Canceled in the very workflow task that asked: Temporal has never heard of it. */
  drop(): void;
}

export type ReadPast = Past | { unreadable: string };

/** The interpreter's calls, children, timers and looks at the past, matched with the events that they were recorded as. */
export interface Commands {
  call(request: CallRequest, cancel: CancelToken): PromiseLike<CallReport>;
  child(request: ChildRequest, cancel: CancelToken): Promise<ChildReport>;
  timer(label: string, cancel: CancelToken | null): Promise<'fired' | 'canceled'>;
  readPast(): Promise<ReadPast>;
  laterRun(): Promise<string | null>;
  /** Ends what was canceled in the task that asked for it; whether there was any. */
  dropCanceled(): boolean;
  /** Finds what the history recorded as the command among what was asked for. Throws `Misread` when it is not there. */
  record(fact: Fact): void;
  /** Something was asked for that no task has recorded yet. */
  hasUnrecorded(): boolean;
  /** Everything that was asked for was recorded. Throws `Misread` when it was not. */
  checkRecorded(): void;
  /** Ends what the fact is the end of. */
  end(fact: Fact): void;
}

/** `patched`: whether the history has come to a change. */
export function createCommands(patched: Patched): Commands {
  let asked: Asked[] = [];
  const recorded = new Map<number | string, Asked>();

  const ask = <T>(
    name: string,
    cancel: CancelToken | null,
    ends: (fact: Fact) => T,
    dropped: () => T,
    isQuick = false,
    asksAgain: (fact: Fact) => boolean = () => false,
  ): Promise<T> =>
    new Promise((resolve) => {
      const one: Asked = {
        name,
        recordedAs: null,
        isCanceled: false,
        settle: (fact) => {
          if (asksAgain(fact)) asked.push({ ...one, recordedAs: null });
          else resolve(ends(fact));
        },
        drop: () => {
          resolve(dropped());
        },
      };
      asked.push(one);
      cancel?.onCancel(() => {
        one.isCanceled = true;
        // A canceled timer is over at once; a call and a child say themselves how they ended.
        if (!isQuick) return;
        asked = asked.filter((other) => other !== one);
        if (one.recordedAs !== null) recorded.delete(one.recordedAs);
        one.drop();
      });
    });

  return {
    call(request, cancel) {
      if (cancel.canceled) return Promise.resolve(NEVER_SENT);
      const name = callName(activityType(request), activityId(request));
      const report = (fact: Fact): CallReport => callReport(fact, request, patched);
      const returned = ask(name, cancel, report, () => NEVER_SENT);
      // As in the workflow itself: nothing hangs on the promise before somebody awaits it.
      return new Later(returned, (end) => end as CallReport);
    },
    child(request, cancel) {
      const canceled = (): ChildReport => reportChildFailure(new CancelledFailure('Canceled before it started.'));
      if (cancel.canceled) return Promise.resolve(canceled());
      return likeExecuteChild(ask(childName(request.id), cancel, (fact) => childReport(fact, patched), canceled));
    },
    timer(label, cancel) {
      if (cancel?.canceled === true) return Promise.resolve('canceled');
      return ask<'fired' | 'canceled'>(
        timerName(label),
        cancel,
        () => 'fired',
        () => 'canceled',
        true,
      );
    },
    readPast: () =>
      ask<ReadPast>(
        READ_PAST,
        null,
        pastOf,
        () => ({ unreadable: '' }),
        false,
        (fact) => isAskedAgain(fact, patched),
      ),
    laterRun: () =>
      ask<string | null>(
        LATER_RUN,
        null,
        (fact) => (fact.kind === 'call_completed' ? asLaterRun(fact.value) : null) ?? null,
        () => null,
        false,
        (fact) => fact.kind !== 'call_completed' || asLaterRun(fact.value) === undefined,
      ),
    dropCanceled() {
      const dropped = asked.filter(({ isCanceled }) => isCanceled);
      asked = asked.filter(({ isCanceled }) => !isCanceled);
      for (const one of dropped) one.drop();
      return dropped.length > 0;
    },
    record(fact) {
      const name = nameOf(fact);
      if (name === null) return;
      const index = asked.findIndex((one) => one.name === name);
      const [found] = index === -1 ? [] : asked.splice(index, 1);
      if (found === undefined) throw new Misread(`the history has ${name}, which the definition does not lead to`);
      found.recordedAs = fact.kind === 'timer_started' ? timerKey(fact.timerId) : fact.eventId;
      recorded.set(found.recordedAs, found);
    },
    hasUnrecorded: () => asked.length > 0,
    checkRecorded() {
      const [missing] = asked;
      if (missing !== undefined)
        throw new Misread(`the definition leads to ${missing.name}, which the history does not have`);
    },
    end(fact) {
      const key = endsOf(fact);
      const found = key === null ? undefined : recorded.get(key);
      if (key === null || found === undefined) return;
      recorded.delete(key);
      found.settle(fact);
    },
  };
}

/**
 * As many turns of the promise queue later as what `executeChild` gives: where a child ends and the execution is canceled in one workflow task,
 * whether the next step still starts depends on it.
 */
async function likeExecuteChild<T>(completed: Promise<T>): Promise<T> {
  const started = Promise.resolve();
  return await started.then(() => completed);
}

/** How a command is named, by what asks for it and by what records it. */
function nameOf(fact: Fact): string | null {
  switch (fact.kind) {
    case 'call_scheduled':
      return LOOKS[fact.activityType] ?? callName(fact.activityType, fact.activityId);
    case 'child_initiated':
      return childName(fact.workflowId);
    case 'timer_started':
      return timerName(fact.label ?? '');
    case 'unknown_command':
      return fact.name;
    default:
      return null;
  }
}

const READ_PAST = 'a look at what other runs did';
const LATER_RUN = 'a look whether a later run goes on';

/** Activities that are no calls, by their type. */
const LOOKS: Partial<Record<string, string>> = { readPast: READ_PAST, laterRun: LATER_RUN };

function callName(type: string, id: string): string {
  return `a call of ${type} as "${id}"`;
}

function childName(id: string): string {
  return `the child "${id}"`;
}

function timerName(label: string): string {
  return `a timer for "${label}"`;
}

function timerKey(timerId: string): string {
  return `timer ${timerId}`;
}

/** What an event is the end of. */
function endsOf(fact: Fact): number | string | null {
  switch (fact.kind) {
    case 'call_completed':
    case 'call_failed':
      return fact.scheduledId;
    case 'child_completed':
    case 'child_failed':
      return fact.initiatedId;
    case 'timer_fired':
      return timerKey(fact.timerId);
    default:
      return null;
  }
}

function callReport(fact: Fact, request: CallRequest, patched: Patched): CallReport {
  if (fact.kind === 'call_failed') {
    const isUnsent = isCanceledUnsent(fact.error, request) && patched('canceled-unsent');
    return isUnsent ? CANCELED_WHILE_WAITING : reportCallFailure(fact.error, patched);
  }
  if (fact.kind === 'call_completed') return reportCallReturn(fact.value, patched);
  throw new Misread('a call ended as none of ours does');
}

function childReport(fact: Fact, patched: Patched): ChildReport {
  if (fact.kind === 'child_failed') return reportChildFailure(fact.error);
  if (fact.kind === 'child_completed') return reportChildReturn(fact.handed, patched);
  throw new Misread('a child ended as none of ours does');
}

/** Somebody ended the look at the past, or a reset did: the workflow looks again. */
function isAskedAgain(fact: Fact, patched: Patched): boolean {
  if (fact.kind === 'call_completed') return !isPast(fact.value);
  const failure = fact.kind === 'call_failed' ? fact.error.cause : undefined;
  if (isInterruptedByReset(failure)) return true;
  return failure instanceof ApplicationFailure && failure.type !== UNREADABLE && patched(FOREIGN_RESULT);
}

const UNREADABLE = 'PastUnreadable';

function pastOf(fact: Fact): ReadPast {
  if (fact.kind === 'call_completed' && isPast(fact.value)) return fact.value;
  const cause = fact.kind === 'call_failed' ? fact.error.cause : undefined;
  if (cause instanceof ApplicationFailure && cause.type === UNREADABLE) return { unreadable: cause.message };
  throw new Misread('a look at the past ended with a result that is none of ours');
}
