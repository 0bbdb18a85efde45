import type { Decision, DecisionVerb } from '../../plan/messages.ts';
import { observe, type Park, type Run } from './run.ts';

/**
 * Stops at one place, visibly, until a person decides (S25). Null when the execution stopped otherwise meanwhile: on the way
 * forward because it goes back or continues as new, on the way back because it continues as new.
 */
export async function park(
  run: Run,
  what: Pick<Park, 'path' | 'step' | 'direction' | 'allowed' | 'message'>,
): Promise<{ verb: DecisionVerb; decision: Decision } | null> {
  run.state.parks += 1;
  const parked: Park = { ...what, parkId: `${run.identity.runId}#${run.state.parks}`, decided: null };
  run.parks.set(parked.parkId, parked);
  const { path, direction, parkId, allowed, message } = parked;
  observe(run, { type: 'parked', path, direction, parkId, allowed: [...allowed], message });

  await run.effects.until(() => parked.decided !== null || mustLeave(run));
  run.parks.delete(parkId);
  if (parked.decided !== null) {
    const { verb, decision } = parked.decided;
    const { by = null, reason = null } = decision;
    observe(run, { type: 'decided', path, parkId, verb, by, reason });
  }
  return parked.decided;
}

function mustLeave(run: Run): boolean {
  // An undo on the way forward (`on_failure: continue`) is taken over by the way back.
  return run.state.phase === 'forward' ? run.boundary.waits.canceled : run.flags.continuesAsNew;
}
