import type { ScheduleView, ViewedTimes } from '../../../api/operations/schedules/port.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayJson, sayLine } from '../../../mains/context.ts';
import type { Output } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { table } from '../../render/table.ts';
import { oneLine } from '../../render/values.ts';
import { callerOf } from '../../who.ts';

export const addSchedules: AddCommand = (program, context, end) =>
  program
    .command('schedules')
    .summary('list schedules: when, next, last')
    .description('Lists the schedules that "sagaflow apply" has made, with their next and last start.')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples('sagaflow schedules', 'sagaflow schedules --json'))
    .action(async ({ json }: { json?: true }) => {
      const { withOperations } = await import('../../../mains/with-operations.ts');
      const schedules = await withOperations(context, (operations) => operations.schedules(callerOf(context)));
      if (json) sayJson(context.stdout, { schedules });
      else print(context.stdout, schedules);
      end(EXIT.completed);
    });

function print(output: Output, schedules: readonly ScheduleView[]): void {
  if (schedules.length === 0) {
    sayLine(output, 'There are none. "sagaflow apply" makes those that the definitions say.');
    return;
  }
  const { bold, dim } = output.colours;
  const head = ['definition', 'when', 'next (UTC)', 'last', 'overlap'];
  const rows = schedules.map((schedule) => {
    const { definition, times, overlap } = schedule;
    return [definition, oneLine(whenText(times)), nextText(schedule), lastText(schedule), overlap];
  });
  const lines = table([head, ...rows], (cell, column, row) =>
    row === head ? dim(cell) : column === 0 ? bold(cell) : cell,
  );
  for (const line of lines) sayLine(output, line);
}

/** `cron "0 6 * * 1-5" Europe/Berlin`, `every 15m`. */
function whenText(times: ViewedTimes): string {
  switch (times.kind) {
    case 'cron':
      return `cron "${times.cron}" ${times.timezone}`;
    case 'every':
      return `every ${shortDuration(times.everyMs)}`;
    case 'other':
      return 'changed by hand';
  }
}

/** As it is written in a definition, with the largest unit that fits. */
function shortDuration(ms: number): string {
  const [unit, size] = UNITS.find(([, length]) => ms % length === 0) ?? ['s', 1_000];
  return `${String(ms / size)}${unit}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

function nextText({ isPaused, note, nextAt }: ScheduleView): string {
  if (isPaused) return note === null ? 'paused' : `paused: ${oneLine(note, 60)}`;
  return nextAt === null ? 'never' : timeText(nextAt);
}

/** What became of the last start; one that is parked shows only there. */
function lastText({ last }: ScheduleView): string {
  if (last === null) return 'not yet';
  const { startedAt, status, sagaState } = last;
  const state = sagaState === null || sagaState === 'none' || sagaState === status ? '' : `, ${sagaState}`;
  return `${timeText(startedAt)} ${status === null ? 'no longer kept' : `${status}${state}`}`;
}

function timeText(at: string): string {
  return at.replace('T', ' ').slice(0, 19);
}
