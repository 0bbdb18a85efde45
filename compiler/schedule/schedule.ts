import type { JsonObject } from '../../plan/json.ts';
import type { Calendar } from './parse-cron.ts';

/**
 * When a definition starts by itself, every default explicit. It is compiled beside the plan and is no part of it: the plan's hash
 * does not change with it. `sagaflow apply` makes a Temporal Schedule of it.
 */
export interface Schedule {
  times: ScheduleTimes;
  /** Of every execution that it starts; it fits the definition's input. */
  input: JsonObject;
  overlap: Overlap;
}

export type ScheduleTimes =
  | { kind: 'cron'; /** As written. */ cron: string; calendar: Calendar; /** IANA name. */ timezone: string }
  /** Counted from the epoch in UTC: every 15 minutes is at :00, :15, :30 and :45. Whole seconds. */
  | { kind: 'every'; everyMs: number };

/** What a start does while one still runs. A `terminate_other` would leave effects behind that nobody undoes. */
export const OVERLAPS = ['skip', 'buffer_one', 'buffer_all', 'cancel_other', 'allow_all'] as const;

export type Overlap = (typeof OVERLAPS)[number];
