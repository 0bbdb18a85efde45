import { handPastOn } from '../../../workflows/interpreter/past/carried-past.ts';
import { act, playRun, type Lineage, type PlayedRun } from '../play-run.ts';
import { createRunLog, pointAt, type RunLog } from '../run-log.ts';
import type { Server } from '../server.ts';

/** Milliseconds since the epoch: when the model's clock begins. */
export const BEGAN_AT = Date.UTC(2030, 0, 1);

export function beginFirst(lineage: Lineage): Promise<PlayedRun> {
  const log = createRunLog('run-1', JSON.stringify(lineage.subject.initialState(BEGAN_AT)), BEGAN_AT, false, []);
  lineage.logs.push(log);
  return playRun(lineage, log, null, 0);
}

export function continueAsNew(lineage: Lineage, { state, log }: PlayedRun): Promise<PlayedRun> {
  const before = [...log.before, ...log.sent];
  handPastOn(state, log.id, log.isReset);
  lineage.tell(() => `${log.id} continues as ${nextId(lineage)}`);
  const next = createRunLog(nextId(lineage), JSON.stringify(state), lineage.now(), false, before);
  lineage.logs.push(next);
  return playRun(lineage, next, null, 0);
}

/** Leaves a run where it is, and begins another with the first events of any run that there was, this one or an older one. */
export async function reset(lineage: Lineage, run: PlayedRun, dice: (sides: number) => number): Promise<PlayedRun> {
  if (run.ending === null) abandon(lineage.server, lineage, run, dice);
  const base = dice(2) === 0 ? run.log : (lineage.logs[dice(lineage.logs.length)] ?? run.log);
  const point = pointAt(base, dice(base.actions.length + 1));
  const log = createRunLog(nextId(lineage), base.begin, base.beganAt, true, base.before);
  lineage.logs.push(log);
  lineage.tell(() => `${log.id} begins with the first ${point} of ${base.id}'s ${base.actions.length} actions`);
  const next = await playRun(lineage, log, base, point);
  reapply(lineage, next, base, point);
  return next;
}

/** What was under way happens now, later, or never: nobody tells this execution any more. */
export function abandon(
  server: Server,
  { places, tell }: Lineage,
  run: PlayedRun,
  dice: (sides: number) => number,
): void {
  for (const { request } of run.world.flights) {
    if (request.direction === 'probe') continue;
    const call = places(request.path).call;
    const mayBeLate = request.repeatable && call?.lateCallsRefused === true && call.probe === null;
    const fate = dice(mayBeLate ? 3 : 2);
    tell(
      () =>
        `${request.direction} of ${request.path}@${request.epoch} is left under way: ${['never comes', 'comes now', 'comes later'][fate] ?? ''}`,
    );
    if (fate === 2) server.delay(request);
    else if (fate === 1 && request.direction === 'forward') server.forward(request, true);
    else if (fate === 1) server.undo(request);
  }
}

/** Temporal applies messages from after the point again; cancels it does not. */
function reapply(lineage: Lineage, run: PlayedRun, base: RunLog, point: number): void {
  for (const action of base.actions.slice(point)) {
    if (action.kind === 'decide') act(lineage, run, { ...action, at: lineage.now(), isJoined: true });
  }
}

function nextId({ logs }: Lineage): string {
  return `run-${logs.length + 1}`;
}

/** Lands one call or, when none is under way, lets the time go on to the next timer. */
export function move(lineage: Lineage, run: PlayedRun, dice: (sides: number) => number): boolean {
  const flight = run.world.flights[dice(run.world.flights.length)];
  if (flight === undefined) {
    if (!run.world.hasTimer()) return false;
    act(lineage, run, { kind: 'tick', at: lineage.now() });
    return true;
  }
  const report = lineage.answer(flight.request, lineage.places(flight.request.path).call);
  act(lineage, run, { kind: 'land', seq: flight.seq, report, at: lineage.now() });
  return true;
}
