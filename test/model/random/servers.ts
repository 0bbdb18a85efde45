import type { CallReport, CallRequest } from '../../../plan/call.ts';
import type { Observation } from '../../../plan/observation.ts';
import type { Call } from '../../../plan/plan.ts';
import { roll } from '../../workflows/interpreter/support/random-world.ts';
import type { Server } from '../server.ts';
import type { Subject } from '../subject.ts';
import { reportOf, SEEN } from '../world.ts';

/** Answers one call at random, and does to the server's books what that answer means. */
export type Answer = (request: CallRequest, call: Call | null) => CallReport;

/**
 * Mostly well, and well at the latest when a name is asked for the fourth time, so that everything can end. The same seed answers the same
 * call in the same way, however its execution is cut into runs.
 */
export function createAnswers(subject: Subject, server: Server, seed: number): Answer {
  const uses = new Map<string, number>();
  return (request, call) => {
    const name = `${request.path} ${request.direction}`;
    const use = uses.get(name) ?? 0;
    uses.set(name, use + 1);
    const pick = (sides: number): number => (use >= 3 ? sides : roll(seed, name, use, sides));
    const say = (seen: Observation): CallReport => reportOf(subject, request, seen, { id: idOf(request.key) });
    switch (request.direction) {
      case 'forward':
        return say(goForward(server, request, call, pick(18)));
      case 'compensation':
        return say(goBack(server, request, pick(22)));
      case 'probe':
        return probe(subject, server, request, pick(8));
    }
  };
}

/** What the tool returns for a key, and its undo must be sent. */
export function idOf(key: string): string {
  return `id of ${key}`;
}

function goForward(server: Server, request: CallRequest, call: Call | null, pick: number): Observation {
  const known = server.effects.get(request.key);
  if (known?.isTombstoned === true && call?.lateCallsRefused !== false) return SEEN.refused('undone before');
  const isKnown = request.repeatable && known !== undefined && known.applied > 0;
  switch (pick) {
    case 0:
      // Whoever knows the key knows that it was done.
      return isKnown ? done(server, request) : SEEN.refused('refused');
    case 1:
      server.forward(request, false);
      return SEEN.toolError('failed half way');
    case 2:
      if (isKnown) return done(server, request);
      return SEEN.toolError('failed, and did nothing');
    case 3:
      server.forward(request, true);
      return SEEN.unanswered('silent, but done');
    case 4:
      // Whoever is probed is asked about what has arrived: what is still on its way no probe can see.
      if (call?.probe === null && request.repeatable) server.delay(request, call.lateCallsRefused);
      return SEEN.unanswered('silent');
    case 5:
      return isKnown
        ? done(server, request)
        : { kind: 'refused_here', reason: 'schema_changed', message: 'another schema' };
    default:
      return done(server, request);
  }
}

function done(server: Server, request: CallRequest): Observation {
  server.forward(request, true);
  return SEEN.ok();
}

function goBack(server: Server, request: CallRequest, pick: number): Observation {
  // Whoever knows the key knows that it was undone.
  if (server.hasUndone(request)) return pick === 2 ? SEEN.unanswered('the undo is silent') : SEEN.ok();
  switch (pick) {
    case 0:
      return SEEN.refused('the undo is refused');
    case 1:
      return SEEN.toolError('the undo fails');
    case 2:
      return SEEN.unanswered('the undo is silent');
    case 3:
      server.undo(request);
      return SEEN.unanswered('the undo is silent, but done');
    default:
      server.undo(request);
      return SEEN.ok();
  }
}

function probe(subject: Subject, server: Server, request: CallRequest, pick: number): CallReport {
  if (pick === 0) return reportOf(subject, request, SEEN.unanswered('the probe is silent'), {});
  const effect = server.effects.get(request.compensates ?? '');
  const found = effect !== undefined && server.net(effect) > 0;
  // From now on it is the server's word that it was done.
  if (found) effect.isWhole = true;
  return reportOf(subject, request, SEEN.ok(), { found, id: idOf(request.compensates ?? '') });
}
