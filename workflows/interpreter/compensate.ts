import type { CallRequest } from '../../plan/call.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { Compensation } from '../../plan/plan.ts';
import { createCancelToken } from './cancel-token.ts';
import { findCall, findChild, findCompensation } from './find-call.ts';
import { callKey } from './keys.ts';
import { isDue, type LedgerEntry } from './ledger.ts';
import { precedes } from './order.ts';
import { park } from './park.ts';
import { observe, pauseWhenLong, type Run } from './run.ts';

export type Undone = 'done' | 'suspended';

/**
 * Undoes what is due among the entries: newest first, dependants before what they depended on, at most
 * `max_parallel_compensations` at once. A parked one holds up only those that must wait for it (S19, S20, S24).
 */
export async function compensateEntries(run: Run, entries: readonly LedgerEntry[]): Promise<Undone> {
  const left = new Set(entries.filter((entry) => isDue(entry) && isCompensatable(run, entry)));
  const running = new Map<LedgerEntry, { isParked: boolean }>();
  let changes = 0;
  let isSuspended = false;

  const launch = (entry: LedgerEntry): void => {
    const slot = { isParked: false };
    running.set(entry, slot);
    const onPark = (isParked: boolean): void => {
      slot.isParked = isParked;
      changes += 1;
    };
    void undo(run, entry, onPark).then((end) => {
      running.delete(entry);
      if (end === 'done') left.delete(entry);
      else isSuspended = true;
      changes += 1;
    });
  };

  for (;;) {
    pauseWhenLong(run);
    isSuspended ||= run.flags.continuesAsNew;
    let next = isSuspended ? undefined : pick(run, left, running);
    while (next !== undefined) {
      launch(next);
      next = pick(run, left, running);
    }
    if (running.size === 0) return left.size === 0 ? 'done' : 'suspended';
    const seen = changes;
    await run.effects.until(() => changes !== seen || run.flags.continuesAsNew);
    if (run.flags.continuesAsNew) await run.effects.until(() => running.size === 0);
  }
}

/** The newest entry that nothing left must be undone before, while there is room for one more. */
function pick(
  run: Run,
  left: ReadonlySet<LedgerEntry>,
  running: ReadonlyMap<LedgerEntry, { isParked: boolean }>,
): LedgerEntry | undefined {
  let active = 0;
  for (const slot of running.values()) if (!slot.isParked) active += 1;
  if (active >= run.plan.maxParallelCompensations) return undefined;
  return [...left]
    .reverse()
    .find(
      (entry) => !running.has(entry) && ![...left].some((other) => precedes(run.plan, entry.position, other.position)),
    );
}

function isCompensatable(run: Run, entry: LedgerEntry): boolean {
  return entry.child !== null || findCompensation(run.plan, entry) !== null;
}

async function undo(run: Run, entry: LedgerEntry, onPark: (isParked: boolean) => void): Promise<Undone> {
  observe(run, { type: 'compensating', path: entry.path });
  const end = entry.child === null ? await undoCall(run, entry, onPark) : await undoChild(run, entry, entry.child);
  if (end === 'done' && entry.state === 'open') entry.state = 'compensated';
  if (end === 'done') {
    observe(run, { type: entry.state === 'left' ? 'compensation_left' : 'compensated', path: entry.path });
  }
  return end;
}

async function undoCall(run: Run, entry: LedgerEntry, onPark: (isParked: boolean) => void): Promise<Undone> {
  const compensation = findCompensation(run.plan, entry);
  if (compensation === null) return 'done';
  for (;;) {
    const isUnclear = entry.outcome === 'unknown' && entry.canArriveLate;
    const end = isUnclear ? await waitForQuiet(run, entry) : await tryUndo(run, entry, compensation);
    if (end.ok) return 'done';
    onPark(true);
    const last = entry.position.steps.at(-1);
    const decided = await park(run, {
      path: entry.path,
      step: last === undefined ? entry.path : last.name,
      direction: 'compensation',
      allowed: end.canRetry ? ['retry', 'skip'] : ['skip'],
      message: end.message,
    });
    onPark(false);
    if (decided === null) return 'suspended';
    if (decided.verb === 'skip') {
      entry.state = 'left';
      return 'done';
    }
    if (end.isDefinite) entry.undoEpoch += 1;
    // Whoever says "retry" has seen that the call does not come any more.
    entry.canArriveLate = false;
  }
}

type Tried = { ok: true } | { ok: false; canRetry: boolean; isDefinite: boolean; message: string };

/**
 * An unknown call may still be on its way. A server that does not refuse it after its undo would apply it for good, so it is waited for,
 * and then people look (S16).
 */
async function waitForQuiet(run: Run, entry: LedgerEntry): Promise<Tried> {
  const quietMs = findCall(run.plan, entry)?.timeout.attemptMs ?? 0;
  await run.effects.timer(quietMs, entry.path, createCancelToken());
  const message = `Nobody knows whether the call of "${entry.path}" happened, and its server does not refuse a call that arrives after its undo ("late_calls: refused"). Look there, then "retry" the undo or "skip" it.`;
  return { ok: false, canRetry: true, isDefinite: false, message };
}

async function tryUndo(run: Run, entry: LedgerEntry, compensation: Compensation): Promise<Tried> {
  const { server, tool } = compensation;
  const args = argumentsFor(entry, compensation);
  if (args === null) {
    const message = `It is not known what ${server}.${tool} needs to undo "${entry.path}", because its call ended ${entry.outcome} without an answer.`;
    return { ok: false, canRetry: false, isDefinite: false, message };
  }
  const request = compensationRequest(run, entry, compensation, args);
  // Nothing cancels a compensation: the way back is walked to its end (S29).
  const report = await run.effects.call(request, createCancelToken());
  if (report.ok) return { ok: true };
  const isDefinite = report.outcome === 'no_effect';
  const message = `${server}.${tool} could not undo "${entry.path}": ${report.failure.type}: ${report.failure.message}`;
  return { ok: false, canRetry: isDefinite || request.repeatable, isDefinite, message };
}

function argumentsFor(entry: LedgerEntry, compensation: Compensation): JsonObject | null {
  if (entry.outcome === 'ok' || !compensation.needsOutput) return entry.frozen;
  return entry.withoutOutput;
}

function compensationRequest(run: Run, entry: LedgerEntry, compensation: Compensation, args: JsonObject): CallRequest {
  const { idempotency } = compensation;
  const key = callKey(run.identity, entry.path, `${entry.epoch}.${entry.undoEpoch}`, 'compensation');
  return {
    method: 'tools/call',
    server: compensation.server,
    tool: compensation.tool,
    arguments: idempotency.argument === null ? args : { ...args, [idempotency.argument]: key },
    direction: 'compensation',
    path: entry.path,
    epoch: entry.epoch + entry.undoEpoch,
    key,
    compensates: entry.key,
    repeatable: idempotency.kind !== 'none',
    atomicErrors: compensation.atomicErrors,
    schemaHash: compensation.schemaHash,
    retry: compensation.retry,
    refusalAttempts: REFUSAL_ATTEMPTS,
    timeout: { ...compensation.timeout, totalMs: run.plan.parkAfterMs },
    projection: null,
    freeze: null,
    cacheMs: null,
  };
}

/** S23: a refusal is asked five times, then it is a matter for people. */
const REFUSAL_ATTEMPTS = 5;

/** A completed child is undone as one entry, with the keys and the arguments that it froze itself (S32). */
async function undoChild(run: Run, entry: LedgerEntry, child: NonNullable<LedgerEntry['child']>): Promise<Undone> {
  const step = findChild(run.plan, entry);
  if (step === null) return 'done';
  const identity = { ...run.identity, workflowId: child.id };
  const inner: Run = { ...run, plan: step.plan, identity };
  const end = await compensateEntries(withPrefix(inner, entry.path), child.ledger);
  if (end === 'done' && child.ledger.some((own) => own.state === 'left')) entry.state = 'left';
  return end;
}

/** Within the parent's history a child's calls are named `step/inner`, so that ids stay unique and readable. */
function withPrefix(run: Run, prefix: string): Run {
  const { effects } = run;
  return {
    ...run,
    effects: {
      ...effects,
      call: (request, cancel) => effects.call({ ...request, path: `${prefix}/${request.path}` }, cancel),
      observe: (event) => {
        effects.observe('path' in event && event.path !== null ? { ...event, path: `${prefix}/${event.path}` } : event);
      },
    },
  };
}
