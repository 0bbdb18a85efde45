import { expect } from 'vitest';
import type { CallRequest } from '../../../../plan/call.ts';
import type { Outcome } from '../../../../plan/outcome.ts';
import type { Plan, Step } from '../../../../plan/plan.ts';
import type { Execution } from './execution.ts';
import { KEEPS } from './random-plan.ts';
import type { Sent } from './world.ts';

/** What must be true of every execution that came to its end. Looks only at what was sent and answered, not at the ledger. */
export function checkInvariants(plan: Plan, execution: Execution): void {
  const sent = execution.world.sent;
  const effects = forwardEffects(sent);
  oneKeyPerCall(sent);
  unkeyedOnce(sent);
  undoesWhatItMust(execution, effects);
  undoesDependantsFirst(plan, sent);
}

interface Effect {
  key: string;
  path: string;
  outcome: Outcome;
  undone: Sent[];
  isCompensatable: boolean;
}

/** Forward effects by key, with the worst that is known of them. */
function forwardEffects(sent: Sent[]): Effect[] {
  const found = new Map<string, Effect>();
  for (const one of sent) {
    const request = one.request as CallRequest;
    if (one.direction !== 'forward' || one.outcome === null) continue;
    const known = found.get(one.key);
    const outcome = known === undefined ? one.outcome : overAttempts(known.outcome, one.outcome);
    const undone = sent.filter(
      ({ direction, request: undo }) => direction === 'compensation' && (undo as CallRequest).compensates === one.key,
    );
    found.set(one.key, { key: one.key, path: one.path, outcome, undone, isCompensatable: request.server !== KEEPS });
  }
  return [...found.values()];
}

function overAttempts(a: Outcome, b: Outcome): Outcome {
  const order: Outcome[] = ['no_effect', 'effect_possible', 'unknown', 'ok'];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

/** One key per (path, epoch, direction), and no key for two of them (S9). */
function oneKeyPerCall(sent: Sent[]): void {
  const byKey = new Map<string, string>();
  const byPlace = new Map<string, string>();
  for (const { name, path, epoch, direction, key, request } of sent) {
    const of = direction === 'compensation' ? ((request as CallRequest).compensates ?? '') : '';
    const place = `${direction} ${path} ${epoch} ${of}`;
    expect(byKey.get(key) ?? place, `the key of ${name}`).toBe(place);
    expect(byPlace.get(place) ?? key, `the place of ${name}`).toBe(key);
    byKey.set(key, place);
    byPlace.set(place, key);
  }
}

/** S10: what the tool does not know by its key is sent once. */
function unkeyedOnce(sent: Sent[]): void {
  const keys = sent.filter(({ request }) => !(request as CallRequest).repeatable).map(({ key }) => key);
  expect(keys.length, 'unkeyed calls are sent once').toBe(new Set(keys).size);
}

function undoesWhatItMust(execution: Execution, effects: Effect[]): void {
  const ending = execution.ending();
  const goesBack = ending?.kind === 'failed' || ending?.kind === 'canceled';
  const left = ending?.kind === 'failed' ? ending.notCompensated : [];
  for (const { path, outcome, undone, isCompensatable } of effects) {
    const succeeded = undone.filter((one) => one.outcome === 'ok').length;
    if (outcome === 'no_effect') expect(undone.length, `${path} did nothing and is not undone`).toBe(0);
    expect(succeeded, `${path} is undone at most once`).toBeLessThanOrEqual(1);
    if (!goesBack || outcome === 'no_effect' || !isCompensatable || left.includes(path)) continue;
    expect(succeeded, `${path} (${outcome}) is undone`).toBe(1);
  }
}

/** S18: no compensation is sent before every forward call has ended. */
export function checkDrained(execution: Execution): void {
  const { sent } = execution.world;
  const firstUndo = Math.min(
    ...sent.filter(({ direction }) => direction === 'compensation').map(({ sentAt }) => sentAt),
  );
  for (const { name, direction, sentAt, endedAt } of sent) {
    if (direction !== 'forward') continue;
    expect(sentAt, `${name} is not sent after the first compensation`).toBeLessThan(firstUndo);
    expect(endedAt ?? Infinity, `${name} ended before the first compensation`).toBeLessThan(firstUndo);
  }
}

/** S19: what used something is undone before it. What was sent only after the undo (a continued group) did not use it. */
function undoesDependantsFirst(plan: Plan, sent: Sent[]): void {
  const undone = sent.filter(({ direction, outcome }) => direction === 'compensation' && outcome === 'ok');
  const startOf = (undo: Sent): number =>
    Math.min(
      ...sent.filter(({ key }) => key === (undo.request as CallRequest).compensates).map(({ sentAt }) => sentAt),
    );
  for (const first of undone) {
    for (const later of undone) {
      if (first === later || !dependsOn(plan.steps, later.path, first.path) || startOf(later) > first.sentAt) continue;
      expect(later.endedAt ?? Infinity, `${later.path} is undone before ${first.path}, which it used`).toBeLessThan(
        first.sentAt,
      );
    }
  }
}

/** Whether the call at `later` could only start after the one at `earlier`: an oracle by paths, not by the ledger's positions. */
function dependsOn(steps: Step[], later: string, earlier: string): boolean {
  const mine = wayTo(steps, later);
  const other = wayTo(steps, earlier);
  for (const [level, here] of mine.entries()) {
    const there = other[level];
    if (there === undefined) return false;
    if (here.step.name !== there.step.name) return reaches(here.list, here.step, there.step.name);
    if (here.index !== there.index) return false;
  }
  const last = mine.at(-1)?.step;
  if (last?.kind !== 'tools') return false;
  const place = (path: string): number =>
    last.calls.findIndex(({ tool }) => path.replace('~fallback', '').endsWith(`.${tool}`));
  return place(later) > place(earlier);
}

interface Level {
  list: Step[];
  step: Step;
  index: string | null;
}

function wayTo(steps: Step[], path: string): Level[] {
  const [, name = '', indexes = ''] = /^(\w+)((?:\[\d+\])*)/.exec(path) ?? [];
  const left = [...indexes.matchAll(/\d+/g)].map(([digits]) => digits);
  const walk = (list: Step[]): Level[] | null => {
    for (const step of list) {
      if (step.name === name) return [{ list, step, index: null }];
      const below = step.kind === 'group' ? walk(step.steps) : null;
      if (below !== null) return [{ list, step, index: null }, ...below];
    }
    return null;
  };
  return (walk(steps) ?? []).map((level) => ({
    ...level,
    index: level.step.forEach === null ? null : (left.shift() ?? null),
  }));
}

function reaches(list: Step[], from: Step, name: string): boolean {
  return from.dependsOn.some((upstream) => {
    const step = list.find((one) => one.name === upstream);
    return upstream === name || (step !== undefined && reaches(list, step, name));
  });
}
