import type { Overlap, Schedule } from '../../../compiler/schedule/schedule.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { ExecutionView, SagaState } from '../../../plan/view.ts';

/** A definition that starts by itself. */
export interface ScheduledDefinition {
  plan: Plan;
  schedule: Schedule;
}

/** The schedules of one project, which is what shares a task queue. Every method may throw `temporal-unavailable`. */
export interface Schedules {
  idOf(definition: string): string;
  /** The definitions that have a schedule of ours, sorted. */
  definitions(): Promise<string[]>;
  /** What is there under a definition's id, and how it differs from what it should be. */
  compare(wanted: ScheduledDefinition): Promise<ScheduleState>;
  /** Throws `refused` when Temporal does not take it. */
  create(wanted: ScheduledDefinition): Promise<void>;
  /** Leaves alone whether it is paused. Throws `refused` when Temporal does not take it. */
  update(wanted: ScheduledDefinition): Promise<void>;
  /** Does nothing when it is gone already. */
  remove(definition: string): Promise<void>;
  /** Null when it is gone. */
  view(definition: string): Promise<ScheduleView | null>;
}

/** `foreign`: somebody else made it, and it is not touched. */
export type ScheduleState = { kind: 'absent' } | { kind: 'foreign' } | { kind: 'ours'; differs: ScheduleAspect[] };

export type ScheduleAspect = 'times' | 'input' | 'overlap' | 'settings';

export interface ScheduleView {
  definition: string;
  scheduleId: string;
  times: ViewedTimes;
  overlap: Overlap | 'terminate_other';
  isPaused: boolean;
  /** Why it is paused, as far as somebody said so. */
  note: string | null;
  /** ISO 8601; null when there is no next one. */
  nextAt: string | null;
  last: LastStart | null;
}

/** `other`: somebody has changed it by hand into something that no definition says. */
export type ViewedTimes =
  { kind: 'cron'; cron: string; timezone: string } | { kind: 'every'; everyMs: number } | { kind: 'other' };

interface LastStart {
  id: string;
  runId: string;
  /** ISO 8601. */
  startedAt: string;
  /** Null when Temporal does not keep the execution any more. */
  status: ExecutionView['status'] | null;
  sagaState: SagaState | null;
}
