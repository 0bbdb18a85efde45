import { isDeepStrictEqual } from 'node:util';
import { DAYS_OF_WEEK, MONTHS } from '@temporalio/client';
import type { CalendarSpecDescription, ScheduleDescription, ScheduleOptions } from '@temporalio/client';
import type { Calendar } from '../../compiler/schedule/parse-cron.ts';
import type { Overlap, ScheduleTimes } from '../../compiler/schedule/schedule.ts';
import { parseJson, stringifyJson } from '../../plan/numbers/json-text.ts';
import type { ScheduleAspect, ScheduledDefinition, ScheduleView, ViewedTimes } from '../operations/schedules/port.ts';

/** What Temporal could not start while it was down is made up for within a day; what is older is left out. */
const CATCH_UP_MS = 86_400_000;

/** Temporal appends the time: `<definition>/scheduled-2026-11-21T06:00:00Z`. */
const BUSINESS_KEY = 'scheduled';

type Options = ReturnType<typeof scheduleOptions>;

/**
 * A definition's schedule as Temporal takes it. It starts with the business input alone: the worker resolves the plan, so that an edited
 * definition is in force at the next start. `scheduleId` and memo say whose it is.
 */
export function scheduleOptions({ plan, schedule }: ScheduledDefinition, taskQueue: string, scheduleId: string) {
  const { name, description } = plan;
  return {
    scheduleId,
    spec: specOf(schedule.times),
    action: {
      type: 'startWorkflow',
      workflowType: name,
      workflowId: `${name}/${BUSINESS_KEY}`,
      taskQueue,
      args: [schedule.input],
      memo: { definition: name, schedule: scheduleId },
      staticSummary: description ?? `${name} ${BUSINESS_KEY}`,
    },
    policies: {
      overlap: POLICIES[schedule.overlap],
      catchupWindow: CATCH_UP_MS,
      pauseOnFailure: false,
    },
    memo: { sagaflow: { definition: name, taskQueue } },
  } satisfies ScheduleOptions;
}

const POLICIES = {
  skip: 'SKIP',
  buffer_one: 'BUFFER_ONE',
  buffer_all: 'BUFFER_ALL',
  cancel_other: 'CANCEL_OTHER',
  allow_all: 'ALLOW_ALL',
} as const satisfies Record<Overlap, string>;

/** Calendars and not the cron text: Temporal keeps only these, so what is there can be compared with what should be there. */
function specOf(times: ScheduleTimes) {
  if (times.kind === 'every')
    return { calendars: [], intervals: [{ every: times.everyMs, offset: 0 }], timezone: 'UTC' };
  return { calendars: [calendarSpec(times.calendar, times.cron)], intervals: [], timezone: times.timezone };
}

function calendarSpec(calendar: Calendar, comment: string): CalendarSpecDescription {
  const { minutes, hours, daysOfMonth, months, daysOfWeek } = calendar;
  return {
    second: ranges([0]),
    minute: ranges(minutes),
    hour: ranges(hours),
    dayOfMonth: ranges(daysOfMonth),
    month: ranges(months).map((range) => named(range, (month) => MONTHS[month - 1] ?? 'JANUARY')),
    // Empty stands for every year.
    year: [],
    dayOfWeek: ranges(daysOfWeek).map((range) => named(range, (day) => DAYS_OF_WEEK[day] ?? 'SUNDAY')),
    comment: comment.slice(0, COMMENT_LENGTH),
  };
}

/** Temporal takes no longer ones. */
const COMMENT_LENGTH = 200;

interface Span<Unit> {
  start: Unit;
  end: Unit;
  step: number;
}

/** Neighbours as one: `1, 2, 3, 7` → `1–3, 7`. */
function ranges(values: readonly number[]): Span<number>[] {
  const spans: Span<number>[] = [];
  for (const value of values) {
    const last = spans.at(-1);
    if (last?.end === value - 1) last.end = value;
    else spans.push({ start: value, end: value, step: 1 });
  }
  return spans;
}

function named<Name>({ start, end, step }: Span<number>, name: (value: number) => Name): Span<Name> {
  return { start: name(start), end: name(end), step };
}

/** Whether this is the schedule of that definition that we made. */
export function isOurs({ memo }: ScheduleDescription, { definition, taskQueue }: Owner): boolean {
  return isDeepStrictEqual(memo?.['sagaflow'], { definition, taskQueue });
}

interface Owner {
  definition: string;
  taskQueue: string;
}

/** What is not as it should be, also when somebody has changed it by hand. */
export function differences(options: Options, found: ScheduleDescription): ScheduleAspect[] {
  const { action, policies, spec } = found;
  const { calendars, intervals, timezone, ...bounds } = spec;
  const isUnbounded = (bounds.skip ?? []).length === 0 && !bounds.startAt && !bounds.endAt && !bounds.jitter;
  const times = {
    calendars: calendars ?? [],
    intervals: (intervals ?? []).map(({ every, offset }) => ({ every, offset: offset || 0 })),
    timezone: timezone || 'UTC',
  };
  const aspects: [ScheduleAspect, boolean][] = [
    ['times', isUnbounded && isDeepStrictEqual(plain(times), plain(options.spec))],
    ['input', isDeepStrictEqual(plain(action.args), plain(options.action.args))],
    ['overlap', policies.overlap === options.policies.overlap],
    ['settings', isDeepStrictEqual(settingsOf(action, policies), settingsOf(options.action, options.policies))],
  ];
  return aspects.flatMap(([aspect, isSame]) => (isSame ? [] : [aspect]));
}

/** Without `undefined`, prototypes and other traces of where it came from. */
function plain(value: unknown): unknown {
  return value === undefined ? null : parseJson(stringifyJson(value));
}

type Settled = Pick<ScheduleDescription['action'], 'workflowType' | 'taskQueue' | 'memo' | 'staticSummary'> & {
  workflowId?: string;
};

function settingsOf(
  { workflowType, workflowId, taskQueue, memo, staticSummary }: Settled,
  { catchupWindow, pauseOnFailure }: Pick<ScheduleDescription['policies'], 'catchupWindow' | 'pauseOnFailure'>,
): unknown {
  return plain({ workflowType, workflowId, taskQueue, memo, staticSummary, catchupWindow, pauseOnFailure });
}

/** The times in the words of a definition. */
export function viewedTimes({ calendars = [], intervals = [], timezone }: ScheduleDescription['spec']): ViewedTimes {
  const [calendar] = calendars;
  const [interval] = intervals;
  if (calendars.length + intervals.length !== 1) return { kind: 'other' };
  if (interval !== undefined) return { kind: 'every', everyMs: interval.every };
  if (!calendar?.comment) return { kind: 'other' };
  return { kind: 'cron', cron: calendar.comment, timezone: timezone || 'UTC' };
}

/** In the words of a definition; all of Temporal's policies, because people can set them by hand. */
export function viewedOverlap({ overlap = 'SKIP' }: ScheduleDescription['policies']): ScheduleView['overlap'] {
  return overlap.toLowerCase() as Lowercase<typeof overlap>;
}
