import type { CallRequest } from '../../../plan/call.ts';
import type { Outcome } from '../../../plan/outcome.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Ending } from '../../../workflows/interpreter/interpret.ts';
import { continuedGroups, createPlaces, dependsOn, type Places } from '../places.ts';
import { PIVOT } from './plans.ts';
import { idOf } from './servers.ts';
import { isOf, type Effect, type Server } from '../server.ts';

/** One call, and when it was sent and ended; times count the events of the whole world, over all runs. */
export interface Sent {
  request: CallRequest;
  sentAt: number;
  endedAt: number | null;
  outcome: Outcome | null;
  failure: string | null;
}

export interface RandomStory {
  plan: Plan;
  server: Server;
  /** By all runs. */
  sent: Sent[];
  /** By the run that ended and those that it goes back to: what that run's own history shows. */
  seen: Sent[];
  ending: Ending | null;
  /** Why it came to a stop without one: an error thrown, or nothing that could go on. */
  fault: string | null;
  /** Paths that a person went on without, forward and back. */
  skipped: { forward: Set<string>; back: Set<string> };
  /** Keys of which a person said that nothing had happened. */
  cleared: Set<string>;
  /** When the way back began, as the execution itself said. */
  wentBackAt: number | null;
  /** A run that a reset left behind may have sent in any order to what others sent. */
  resets: number;
  /** What happened, in order, for people. */
  trace: string[];
}

/** Everything that must not be, as sentences. */
export function judgeRandom(story: RandomStory): string[] {
  const { ending, fault } = story;
  if (fault !== null) return [fault];
  if (ending === null || ending.kind === 'continue_as_new') return ['it did not end'];
  const bad: string[] = [];
  const places = createPlaces(story.plan);
  oneKeyPerCall(story, bad);
  unkeyedOnce(story, bad);
  rightArguments(story, places, bad);
  if (story.resets === 0) {
    drained(story, bad);
    dependantsFirst(story, places, bad);
    neverUndoesNothing(story, bad);
  }
  onceEach(story, bad);
  causeKept(story, ending, bad);
  honest(story, ending, places, bad);
  story.server.deliver();
  honest(story, ending, places, bad);
  return bad;
}

/** I2, S9: one key a (path, direction, epoch), and no key for two of them. */
function oneKeyPerCall({ sent }: RandomStory, bad: string[]): void {
  const byKey = new Map<string, string>();
  const byPlace = new Map<string, string>();
  for (const { request } of sent) {
    const { path, direction, epoch, compensates, key } = request;
    const place = `${direction} of ${path}@${epoch} ${direction === 'compensation' ? (compensates ?? '') : ''}`;
    if ((byKey.get(key) ?? place) !== place) bad.push(`one key for ${place} and ${byKey.get(key) ?? ''}`);
    if ((byPlace.get(place) ?? key) !== key) bad.push(`two keys for ${place}`);
    byKey.set(key, place);
    byPlace.set(place, key);
  }
}

/** S10: what the tool does not know by its key is sent once, unless a probe or a person said in between that it did not happen. */
function unkeyedOnce({ sent, cleared }: RandomStory, bad: string[]): void {
  const open = new Set<string>();
  for (const { request, outcome } of sent) {
    if (request.direction === 'probe') open.delete(request.compensates ?? '');
    if (request.repeatable || request.direction !== 'forward') continue;
    if (open.has(request.key) && !cleared.has(request.key)) bad.push(`${request.path} is not keyed and was sent twice`);
    if (outcome !== 'no_effect') open.add(request.key);
  }
}

/** I11: a compensation gets what its own call returned, or what it needs for want of that. */
function rightArguments({ sent }: RandomStory, places: Places, bad: string[]): void {
  for (const { request } of sent) {
    if (request.direction !== 'compensation') continue;
    const needsOutput = places(request.path).call?.compensation?.needsOutput === true;
    const id = needsOutput ? request.arguments['id'] : undefined;
    if (needsOutput && id !== idOf(request.compensates ?? '') && id !== 'none') {
      bad.push(`${request.path} is undone with ${JSON.stringify(request.arguments)}`);
    }
  }
}

/** I7, I9, S18: the way back begins after all forward calls have ended, and nothing goes forward after it. */
function drained({ sent, wentBackAt }: RandomStory, bad: string[]): void {
  if (wentBackAt === null) return;
  for (const { request, sentAt, endedAt } of sent) {
    if (request.direction !== 'forward') continue;
    if (sentAt > wentBackAt) bad.push(`${request.path} was sent on the way back`);
    else if (endedAt === null || endedAt > wentBackAt)
      bad.push(`${request.path} had not ended when the way back began`);
  }
}

/** I6, S19: what used something is undone before it. What was sent only after the undo (a continued group) did not use it. */
function dependantsFirst({ sent }: RandomStory, places: Places, bad: string[]): void {
  const undone = sent.filter(({ request, outcome }) => request.direction === 'compensation' && outcome === 'ok');
  const startOf = (undo: Sent): number =>
    sent.find(({ request }) => request.key === undo.request.compensates)?.sentAt ?? Infinity;
  for (const first of undone) {
    for (const later of undone) {
      if (first === later || !dependsOn(places(later.request.path), places(first.request.path))) continue;
      if (startOf(later) > first.sentAt || (later.endedAt ?? Infinity) < first.sentAt) continue;
      bad.push(`${first.request.path} was undone before ${later.request.path}, which used it`);
    }
  }
}

/** S20: what certainly did nothing is not undone. */
function neverUndoesNothing({ sent }: RandomStory, bad: string[]): void {
  const seen = new Map<string, boolean>();
  for (const { request, outcome } of sent) {
    if (request.direction !== 'forward') continue;
    seen.set(request.key, (seen.get(request.key) ?? false) || outcome !== 'no_effect');
  }
  for (const { request } of sent) {
    if (request.direction !== 'compensation' || seen.get(request.compensates ?? '') === true) continue;
    bad.push(`${request.path} did nothing and was undone`);
  }
}

/** At most one effect and one undo a key, whatever was sent how often. */
function onceEach({ server }: RandomStory, bad: string[]): void {
  for (const { path, epoch, applied, undone } of server.effects.values()) {
    if (applied > 1 || undone > 1) bad.push(`${path}@${epoch} was applied ${applied} and undone ${undone} times`);
  }
}

/** I12: an execution that goes back names a failure that there was. */
function causeKept({ sent }: RandomStory, ending: Ending, bad: string[]): void {
  if (ending.kind !== 'failed' || ending.cause.type === 'Canceled') return;
  const failures = sent.filter(({ request }) => request.direction !== 'compensation').map(({ failure }) => failure);
  const { message } = ending.cause;
  if (!failures.includes(message) && !OWN_FAILURES.some((own) => message.includes(own))) {
    bad.push(`its cause is "${message}"`);
  }
}

/** Failures that no server says: a probe's verdict, a call that was canceled before it was sent. */
const OWN_FAILURES = [
  'It was under way when the execution was reset',
  'says that the call did not happen',
  'Canceled before it was sent',
  'After a reset',
  'was terminated',
  'not sent again',
  'something else than before',
  'must run again after a reset',
];

/** I3, I4, S28, S31: the ending says what is true on the servers. */
function honest(story: RandomStory, ending: Ending, places: Places, bad: string[]): void {
  const { server, skipped } = story;
  const effects = [...server.effects.values()];
  const isUndoable = ({ path }: Effect): boolean => places(path).call?.compensation !== null;
  if (ending.kind === 'completed') {
    completedHonestly(story, effects, places, bad);
    return;
  }
  const left = ending.kind === 'failed' ? ending.notCompensated : [];
  for (const effect of effects) {
    const net = server.net(effect);
    if (effect.path === PIVOT && net > 0 && !skipped.back.has(PIVOT)) bad.push('it went back past the pivot');
    if (!isUndoable(effect) || net === 0) continue;
    if (!left.includes(effect.path)) bad.push(`${ending.kind} with ${net} × ${effect.path}@${effect.epoch} in force`);
  }
  for (const path of left)
    if (!skipped.back.has(path) && !skipped.back.has(PIVOT)) bad.push(`${path} is left, but nobody said so`);
}

function completedHonestly(story: RandomStory, effects: Effect[], places: Places, bad: string[]): void {
  const { server, seen, skipped } = story;
  const lastOf = new Map<string, Sent>();
  for (const one of seen) {
    const known = lastOf.get(one.request.path);
    if (one.request.direction === 'compensation' || (known !== undefined && known.sentAt > one.sentAt)) continue;
    lastOf.set(one.request.path, one);
  }
  const isUndone = (group: string): boolean =>
    effects.every(
      (effect) =>
        places(effect.path).call?.compensation === null ||
        skipped.back.has(effect.path) ||
        server.net(effect) === 0 ||
        !continuedGroups(places(effect.path)).includes(group),
    );
  for (const effect of effects) {
    const { path, key } = effect;
    const net = server.net(effect);
    if ([...skipped.forward].some((step) => isOf(step, path)) || skipped.back.has(path)) continue;
    const last = lastOf.get(path);
    const isBelieved = last?.outcome === 'ok' && (last.request.key === key || last.request.compensates === key);
    const isInForce = net === 1 && effect.isWhole;
    const undoable = places(path).call?.compensation !== null;
    if (isBelieved && (isNegative(last, effect) || isSuperseded(path, last, lastOf))) continue;
    if (story.resets > 0 && net === 0 && hasFailedBeside(path, lastOf)) continue;
    if (isBelieved && !isInForce && !(net === 0 && continuedGroups(places(path)).some(isUndone))) {
      bad.push(`completed, but ${path}@${effect.epoch} is in force ${net} times`);
    }
    if (!isBelieved && undoable && net !== 0) bad.push(`completed with ${net} × ${path}@${effect.epoch} left behind`);
  }
}

/** A probe that answered well, and said no. */
function isNegative(last: Sent | undefined, effect: Effect): boolean {
  return last?.request.direction === 'probe' && effect.applied === 0;
}

/**
 * One tool of a step went well for a run that was left behind, and was undone there; when the step ran again an earlier tool failed, and
 * the execution went on without the step.
 */
function hasFailedBeside(path: string, lastOf: ReadonlyMap<string, Sent>): boolean {
  const step = path.replace(/\.[^.]+$/, '.');
  const beside = [...lastOf].filter(([other]) => step !== path && other !== path && other.startsWith(step));
  return beside.some(([, last]) => last.outcome !== 'ok');
}

/** It stood in for a call that went well later, when a reset made the step run again. */
function isSuperseded(path: string, last: Sent | undefined, lastOf: ReadonlyMap<string, Sent>): boolean {
  const primary = path.endsWith('~fallback') ? lastOf.get(path.replace('~fallback', '')) : undefined;
  return primary?.outcome === 'ok' && primary.sentAt > (last?.sentAt ?? 0);
}
