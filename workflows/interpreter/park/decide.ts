import type { Decision, DecisionVerb } from '../../../plan/messages.ts';
import { misshapen } from './decision-shape.ts';
import type { Park, Run } from '../state/run.ts';

/** What would be wrong with a decision, as one sentence that says what would fit; null when it fits. */
export function refuseDecision(run: Run | null, verb: DecisionVerb, decision: Decision): string | null {
  const found = findPark(run, verb, decision);
  return typeof found === 'string' ? found : null;
}

/** Takes a decision that fits; a signal that does not is dropped with the sentence that says why. */
export function decide(run: Run | null, verb: DecisionVerb, decision: Decision): string | null {
  const found = findPark(run, verb, decision);
  if (typeof found === 'string') return found;
  found.decided = { verb, decision };
  return null;
}

function findPark(run: Run | null, verb: DecisionVerb, decision: Decision): Park | string {
  const parks = run === null ? [] : [...run.parks.values()].filter((park) => park.decided === null);
  if (parks.length === 0) return `Nothing is parked here, so "${verb}" has nothing to decide.`;

  const named = parks.filter(
    (park) =>
      (decision.parkId === undefined || park.parkId === decision.parkId) &&
      (decision.step === undefined || park.step === decision.step || park.path === decision.step),
  );
  const [only] = named;
  if (only === undefined)
    return `No park fits parkId/step of this "${verb}". Parked now: ${parks.map(describe).join('; ')}.`;
  if (named.length > 1) return `Several steps are parked; name one by "parkId": ${named.map(describe).join('; ')}.`;
  if (decision.parkId === undefined && verb !== 'retry') {
    return `"${verb}" needs the "parkId" it decides: ${describe(only)}.`;
  }
  if (!only.allowed.includes(verb)) return `"${verb}" does not fit ${describe(only)}.`;
  return misshapen(verb, decision) ?? misfit(only, verb, decision) ?? only;
}

function misfit(park: Park, verb: DecisionVerb, decision: Decision): string | null {
  const problem = park.refuse(verb, decision);
  return problem === null ? null : `"${verb}" does not fit "${park.path}": ${problem}.`;
}

function describe(park: Park): string {
  return `"${park.path}" (parkId ${park.parkId}, takes ${park.allowed.join(', ')})`;
}
