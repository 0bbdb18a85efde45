import type { Phase } from '../../../plan/events.ts';
import type { Decision, DecisionVerb } from '../../../plan/messages.ts';
import { parkId as nameOf } from '../../../plan/path.ts';
import type { Unclear, VerbView } from '../../../plan/view.ts';
import { at, leavesWayBack, observe, pathOutside, type Park, type Run } from '../state/run.ts';
import { verbsFor, type VerbTexts } from './verb-texts.ts';

/** A place where the execution does not know how to go on. */
export interface ParkRequest<Verb extends DecisionVerb> {
  path: string;
  step: string;
  direction: Park['direction'];
  allowed: readonly Verb[];
  /** Why it parks. */
  message: string;
  epoch?: number;
  /** Whose outcome is unknown; the message then says so. */
  unclear?: Unclear;
  /** What a verb would do here, where the general text is not good enough. */
  texts?: VerbTexts;
  refuse?: Park['refuse'];
}

export interface Taken<Verb extends DecisionVerb> {
  verb: Verb;
  decision: Decision;
}

/**
 * Stops at one place, visibly, until a person decides (S25). Null when the execution stopped otherwise meanwhile: on the way
 * forward because it goes back or continues as new, on the way back because it continues as new or stands down.
 */
export async function park<Verb extends DecisionVerb>(
  run: Run,
  request: ParkRequest<Verb>,
): Promise<Taken<Verb> | null> {
  const { path, direction, texts = {}, epoch = 0, unclear = null } = request;
  run.state.parks += 1;
  const parkId = idOf(run, request);
  const message = `${request.message}${QUESTIONS[unclear ?? 'none']}`;
  const shown = { path: pathOutside(run, path), epoch, unclear, message };
  const parked: Park = { refuse: () => null, ...request, ...shown, parkId, decided: null };
  run.parks.set(parkId, parked);
  const verbs: VerbView[] = verbsFor(parked, texts);
  observe(run, {
    type: 'parked',
    path,
    direction,
    parkId,
    epoch,
    allowed: [...parked.allowed],
    verbs,
    unclear,
    message,
  });

  await run.effects.until(() => parked.decided !== null || mustLeave(run));
  run.parks.delete(parkId);
  if (parked.decided !== null) record(run, path, parked, parked.decided);
  else observe(run, { type: 'park_left', path, parkId, phase: phaseOf(run) });
  return parked.decided as Taken<Verb> | null;
}

function idOf(run: Run, { path, direction, epoch = 0 }: Pick<Park, 'path' | 'direction'> & { epoch?: number }): string {
  const { keyRoot } = run.identity;
  return nameOf({
    keyRoot,
    count: run.state.parks,
    at: run.effects.now(),
    path: pathOutside(run, path),
    direction,
    epoch,
  });
}

const QUESTIONS = {
  none: '',
  call: ' — It is not known whether the call happened.',
  compensation: ' — It is not known whether the compensation happened.',
};

function record(run: Run, path: string, parked: Park, { verb, decision }: NonNullable<Park['decided']>): void {
  const { parkId, epoch, direction, unclear } = parked;
  const { by = null, reason = null, evidence = null, happened = null } = decision;
  run.state.decisions.push({ at: at(run), verb, step: parked.path, epoch, parkId, by, reason, evidence });
  const facts = { path, parkId, epoch, direction, verb, by, reason, evidence, unclear, happened };
  observe(run, { type: 'decided', ...facts, phase: phaseOf(run) });
}

function phaseOf(run: Run): Phase {
  return run.whole.plan.compensates ? run.state.phase : 'none';
}

function mustLeave(run: Run): boolean {
  // An undo on the way forward (`on_failure: continue`) is taken over by the way back.
  return run.state.phase === 'forward' ? run.boundary.waits.canceled : leavesWayBack(run);
}
