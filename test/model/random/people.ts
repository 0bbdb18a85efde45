import type { Decision, DecisionVerb } from '../../../plan/messages.ts';
import { act, type Lineage, type PlayedRun } from '../play-run.ts';
import type { RandomStory } from './judge.ts';
import { idOf } from './servers.ts';
import { isOf } from '../server.ts';
import type { ParkedEvent } from '../world.ts';

/** A person looks at the servers and decides one park, any verb that it takes; false when nothing is parked. */
export function decideAtRandom(
  lineage: Lineage,
  run: PlayedRun,
  story: RandomStory,
  dice: (sides: number) => number,
): boolean {
  const { world, interpreter } = run;
  const park = world.parks[dice(world.parks.length)];
  if (park === undefined) return false;
  const verbs = park.allowed.filter((verb) => DECIDED.includes(verb));
  const wanted = (verbs[dice(verbs.length)] ?? 'skip') as DecisionVerb;
  // Whoever decides has waited until what was on its way has come, or is sure that it never will.
  if (dice(2) === 0) lineage.server.deliver(park.path);
  else lineage.server.drop(park.path);
  const whole = decisionOf(lineage, run, park, wanted);
  const tries: [DecisionVerb, Decision][] = [
    [wanted, whole],
    // An output that nobody reads is refused; one that somebody does is needed.
    [wanted, { ...whole, output: undefined }],
    // What another run had sent may be undone with given arguments only.
    ['retry_with', { parkId: park.parkId, arguments: { id: idOf(unclearKey(lineage, run, park) ?? '') } }],
  ];
  tries.push(['skip', { parkId: park.parkId }]);
  const fitting = tries.find(([verb, decision]) => interpreter.refuseDecision(verb, decision) === null);
  if (fitting === undefined) {
    run.fault = `no "${wanted}" fits the park of ${park.path}: ${interpreter.refuseDecision(wanted, whole) ?? ''}`;
    return true;
  }
  const [verb, decision] = fitting;
  // What a person says that happened is the person's word.
  const isVouched = verb === 'resolve_unknown' && decision.happened === true;
  if ((verb === 'skip' || isVouched) && park.direction === 'forward') story.skipped.forward.add(park.path);
  if ((verb === 'skip' || verb === 'mark_compensated') && park.direction === 'compensation')
    story.skipped.back.add(park.path);
  const effect = unclearKey(lineage, run, park);
  if (verb === 'resolve_unknown' && decision.happened === false && effect !== undefined) story.cleared.add(effect);
  act(lineage, run, { kind: 'decide', verb, decision, at: lineage.now() });
  return true;
}

/** `retry_with` is taken only where nothing else is: the model has no opinion about other arguments. */
const DECIDED: string[] = ['retry', 'skip', 'compensate', 'resume', 'resolve_unknown', 'mark_compensated'];

function decisionOf(lineage: Lineage, run: PlayedRun, park: ParkedEvent, verb: DecisionVerb): Decision {
  const { parkId } = park;
  const effect = lineage.server.effects.get(unclearKey(lineage, run, park) ?? '');
  const { server } = lineage;
  switch (verb) {
    case 'resolve_unknown': {
      const undoes = park.unclear === 'compensation';
      const happened =
        effect !== undefined && (undoes ? effect.undone > 0 || effect.applied === 0 : server.net(effect) > 0);
      const output = happened && !undoes ? { output: { id: idOf(effect.key), found: true } } : {};
      return { parkId, happened, evidence: 'the books of the server', ...output };
    }
    case 'mark_compensated':
      // By hand, as far as there is something to undo.
      if (effect !== undefined && server.net(effect) > 0) effect.undone += 1;
      if (effect !== undefined) Object.assign(effect, { isTombstoned: true, byHand: true });
      return { parkId, evidence: 'undone by hand' };
    default:
      return { parkId, reason: 'the model says so' };
  }
}

/** The key that a park is about. A step may have sent several: the tool that the reason names, else what this run sent last. */
function unclearKey({ sent }: Lineage, { log }: PlayedRun, { path, epoch, message }: ParkedEvent): string | undefined {
  const own = [...sent, ...log.sent].filter(
    ({ request }) => request.direction === 'forward' && request.intent !== null && isOf(path, request.path),
  );
  const ofEpoch = own.filter(({ request }) => request.epoch === epoch);
  const some = ofEpoch.length > 0 ? ofEpoch : own;
  const named = some.findLast(({ request }) => message.includes(`${request.server}.${request.tool} `));
  return (named ?? some.at(-1))?.request.key;
}
