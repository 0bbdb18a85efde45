import type { Call, Execution, Saga } from '../types.ts';
import { decisionsOf, SETTLED_BY_HAND } from './decided.ts';
import { placeInSaga, planOf } from './place-in-saga.ts';
import type { Place, StepShape } from './plan-shape.ts';

/** How many effects one step, or one iteration of it, should have in force, and under which key. */
export interface Expected {
  least: number;
  most: number;
  /** Null: under whichever. */
  key: string | null;
}

const ONCE = { least: 1, most: 1 };
const NEVER = { least: 0, most: 0 };
const MAYBE = { least: 0, most: 1 };

/** What should be in force of one member of a completed saga, by `<workflow id> <path>`; `undone` are the keys that need not be. */
export function expectationsOf(saga: Saga, member: Execution, undone: ReadonlySet<string>): [string, Expected][] {
  const byHand = settledByHand(member);
  const expected = new Map([...byHand].map(([path, range]) => [path, { ...range, key: null }] as [string, Expected]));
  for (const [path, key] of askedAbout(member)) expected.set(path, { ...ONCE, key });
  for (const [path, call] of lastCalls(member)) {
    const range = undone.has(call.request.key) ? NEVER : rangeOf(saga, member, path, call, byHand);
    expected.set(path, { ...range, key: call.request.key });
  }
  return [...expected].map(([path, one]) => [`${member.id} ${path}`, one]);
}

/** Calls that another run sent, and of which this one only asked a probe; the way forward went on, so they happened. */
function askedAbout(member: Execution): [string, string | null][] {
  const probes = member.chain.flatMap(({ calls }) => calls).filter(({ request }) => request.direction === 'probe');
  return probes.map(({ request }) => [request.path, request.compensates]);
}

/** Calls that a person skipped, or resolved: another run may have sent them. The last word counts. */
function settledByHand(member: Execution): Map<string, Omit<Expected, 'key'>> {
  const settled = decisionsOf(member, member.chain).filter(({ verb }) => SETTLED_BY_HAND.has(verb));
  return new Map(
    settled.map(({ verb, path, happened }) => [path, verb === 'resolve_unknown' && happened ? ONCE : MAYBE]),
  );
}

/** The newest effect-making call of each path in the runs that count. */
function lastCalls(member: Execution): Map<string, Call> {
  const last = new Map<string, Call>();
  for (const call of member.chain.flatMap(({ calls }) => calls)) {
    const { direction, intent, path, epoch } = call.request;
    if (direction !== 'forward' || intent === null) continue;
    const known = last.get(path);
    if (known === undefined || epoch >= known.request.epoch) last.set(path, call);
  }
  return last;
}

/** What the runs that count have undone themselves. Where somebody else undid it, that is no reason for it to be gone. */
export function undoneKeys(members: readonly Execution[]): Set<string> {
  const done = members
    .flatMap(({ chain }) => chain)
    .flatMap(({ calls }) => calls)
    .filter(({ request, end }) => request.direction === 'compensation' && end?.kind === 'completed');
  return new Set(done.map(({ request }) => request.compensates ?? ''));
}

function rangeOf(
  saga: Saga,
  member: Execution,
  path: string,
  call: Call,
  byHand: ReadonlyMap<string, Omit<Expected, 'key'>>,
): Omit<Expected, 'key'> {
  if (call.end?.kind === 'completed') return ONCE;
  const step = path.split(/[.~]/)[0] ?? path;
  const settled = byHand.get(path) ?? byHand.get(step);
  if (settled !== undefined) return settled;

  const place = placeInSaga(saga, member.id, path);
  if (place === null) return ONCE;
  // A call with a fallback is followed by it only after it did nothing.
  if (place.call?.fallback != null && call.end?.failure?.outcome === 'no_effect') return NEVER;
  if (!goesOnWithout(member, place)) return ONCE;
  return place.call?.compensation == null ? MAYBE : NEVER;
}

/** The step, or a group around it, says `on_failure: continue`. */
function goesOnWithout(member: Execution, { step, levels }: Place): boolean {
  const names = new Set(levels.map(({ name }) => name));
  const goesOn = (steps: StepShape[]): boolean =>
    steps.some((one) => names.has(one.name) && (one.onFailure === 'continue' || goesOn(one.steps ?? [])));
  return step.onFailure === 'continue' || goesOn(planOf(member)?.steps ?? []);
}
