import { z } from 'zod';
import { OVERLAPS } from '../../schedule/schedule.ts';
import { parseDuration } from '../duration.ts';
import { duration, jsonMapping, oneOf, pattern, text } from './scalars.ts';

/** Temporal counts in seconds. */
const interval = duration.refine((value) => (parseDuration(value) ?? 0) % 1_000 === 0, {
  error: 'a duration of whole seconds, at least 1s',
});

/** `UTC` or `Europe/Berlin`; whether there is such a zone is a rule (rules/schedule/bad-value.ts). */
const zone = pattern(/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/, 'the name of a time zone, like Europe/Berlin');

/** That it has one of `cron` and `every` is a rule (rules/schedule), and said once more for editors. */
export const schedule = z
  .strictObject({
    cron: text
      .optional()
      .describe('Five fields (minute, hour, day of the month, month, day of the week), or @hourly, @daily, @weekly …'),
    every: interval.optional().describe('Time between two starts, instead of `cron`.'),
    timezone: zone.optional().describe('Time zone of `cron`, by its IANA name. Default: UTC.'),
    input: jsonMapping.optional().describe('Input of the executions that it starts: values, no expressions.'),
    overlap: oneOf(OVERLAPS).optional().describe('What a start does while one still runs. Default: skip.'),
  })
  .meta({
    title: 'Schedule',
    description: 'Starts executions by time, once `sagaflow apply` has been run.',
    oneOf: [{ required: ['cron'] }, { required: ['every'] }],
  });
