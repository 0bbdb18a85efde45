import { parseTemplate } from '../../plan/expressions/template.ts';
import { isJsonObject } from '../../plan/json.ts';
import type { JsonObject } from '../../plan/json.ts';
import { parseDuration } from '../syntax/duration.ts';
import type { DefinitionSyntax } from '../syntax/language.ts';
import { parseCron } from './parse-cron.ts';
import type { Schedule, ScheduleTimes } from './schedule.ts';

/** The schedule of a definition without errors; null when it has none. */
export function emitSchedule({ body }: DefinitionSyntax): Schedule | null {
  const { schedule } = body;
  if (schedule === undefined) return null;
  const times = emitTimes(schedule);
  if (times === null) return null;
  return { times, input: scheduledInput(schedule.input ?? {}), overlap: schedule.overlap ?? 'skip' };
}

type ScheduleSyntax = NonNullable<DefinitionSyntax['body']['schedule']>;

function emitTimes({ cron, every, timezone }: ScheduleSyntax): ScheduleTimes | null {
  if (every !== undefined) return { kind: 'every', everyMs: parseDuration(every) ?? 0 };
  const parsed = parseCron(cron ?? '');
  return parsed.ok
    ? { kind: 'cron', cron: (cron ?? '').trim(), calendar: parsed.calendar, timezone: timezone ?? 'UTC' }
    : null;
}

/** As in every value of a definition, `$${{` is a literal `${{`. */
export function scheduledInput(written: JsonObject): JsonObject {
  const read = parseTemplate(written);
  return read.ok && read.template.kind === 'literal' && isJsonObject(read.template.value) ? read.template.value : {};
}
