import { handPastOn } from '../../../workflows/interpreter/past/carried-past.ts';
import type { Plan } from '../../../plan/plan.ts';
import { createDice, roll } from '../../workflows/interpreter/support/random-world.ts';
import { createPlaces } from '../places.ts';
import { act, playRun, type Lineage, type PlayedRun } from '../play-run.ts';
import type { RandomStory } from './judge.ts';
import { decideAtRandom } from './people.ts';
import { createAnswers } from './servers.ts';
import { createRunLog, pointAt, type RunLog } from '../run-log.ts';
import { createServer, type Server } from '../server.ts';
import type { Subject } from '../subject.ts';

export interface Chances {
  seed: number;
  /** Number of the turn; beyond the last one: never. */
  cancelAt: number;
  /** Of so many turns about one finds the history long; 0: none. */
  longIn: number;
  /** How often it is reset, to a random event of any of its runs. */
  resets: number;
}

/** Lands calls in random order, cancels once, continues as new and resets now and then, and decides every park at random. */
export async function playRandom(subject: Subject, plan: Plan, chances: Chances, isTold = false): Promise<RandomStory> {
  const server = createServer();
  const dice = createDice(chances.seed);
  const clock = { now: BEGAN_AT, turn: 0 };
  const story: RandomStory = {
    plan,
    server,
    sent: [],
    seen: [],
    ending: null,
    fault: null,
    skipped: { forward: new Set(), back: new Set() },
    cleared: new Set(),
    wentBackAt: null,
    resets: 0,
    trace: [],
  };
  const lineage: Lineage = {
    subject,
    plan,
    server,
    answer: createAnswers(subject, server, chances.seed),
    places: createPlaces(plan),
    logs: [],
    sent: story.sent,
    now: () => (clock.now += 1),
    isRecorded: chances.resets > 0,
    tell: (line) => {
      if (isTold) story.trace.push(`${clock.now - BEGAN_AT}: ${line()}`);
    },
    event(_run, type, state) {
      if (type === 'saga_state' && state === 'compensating') story.wentBackAt ??= lineage.now();
    },
    isLong: longNowAndThen(chances, clock),
  };
  const last = await playOn(lineage, chances, dice, clock, story);
  story.fault ??= last.fault;
  story.ending = last.ending;
  story.seen = [...last.log.before, ...last.log.sent];
  return story;
}

const BEGAN_AT = Date.UTC(2030, 0, 1);
/** Far more than any plan of this size needs. */
const MAX_TURNS = 2_000;

/** A new run begins with a short history: it gets some way before that is long. */
function longNowAndThen({ seed, longIn }: Chances, clock: { turn: number }): () => boolean {
  let asked = 0;
  let longAt = -SHORTEST_RUN;
  return () => {
    asked += 1;
    if (longIn === 0 || clock.turn - longAt < SHORTEST_RUN || roll(seed, 'long', asked, longIn * 3) > 0) return false;
    longAt = clock.turn;
    return true;
  };
}

/** Turns. */
const SHORTEST_RUN = 4;

async function playOn(
  lineage: Lineage,
  chances: Chances,
  dice: (sides: number) => number,
  clock: { turn: number },
  story: RandomStory,
): Promise<PlayedRun> {
  let run = await beginFirst(lineage);
  for (; clock.turn < MAX_TURNS; clock.turn += 1) {
    await run.world.settle();
    if (run.fault !== null) return run;
    if (run.ending?.kind === 'continue_as_new') {
      run = await continueAsNew(lineage, run);
      continue;
    }
    if (story.resets < chances.resets && (run.ending !== null || dice(RESETS_IN) === 0)) {
      story.resets += 1;
      run = await reset(lineage, run, dice);
      continue;
    }
    if (run.ending !== null) return run;
    if (clock.turn === chances.cancelAt) act(lineage, run, { kind: 'cancel', at: lineage.now() });
    else if (!move(lineage, run, dice) && !decideAtRandom(lineage, run, story, dice)) break;
    if (dice(LATE_IN) === 0 && lineage.server.deliver() > 0) lineage.tell(() => 'what was late has come');
  }
  run.fault = 'it neither ended nor parked';
  return run;
}

/** An execution of this size takes about as many turns. */
const RESETS_IN = 12;
const LATE_IN = 16;

function beginFirst(lineage: Lineage): Promise<PlayedRun> {
  const log = createRunLog('run-1', JSON.stringify(lineage.subject.initialState(BEGAN_AT)), BEGAN_AT, false, []);
  lineage.logs.push(log);
  return playRun(lineage, log, null, 0);
}

function continueAsNew(lineage: Lineage, { state, log }: PlayedRun): Promise<PlayedRun> {
  const before = [...log.before, ...log.sent];
  handPastOn(state, log.id, log.isReset);
  lineage.tell(() => `${log.id} continues as ${nextId(lineage)}`);
  const next = createRunLog(nextId(lineage), JSON.stringify(state), lineage.now(), false, before);
  lineage.logs.push(next);
  return playRun(lineage, next, null, 0);
}

/** Leaves a run where it is, and begins another with the first events of any run that there was, this one or an older one. */
async function reset(lineage: Lineage, run: PlayedRun, dice: (sides: number) => number): Promise<PlayedRun> {
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
function abandon(server: Server, { places, tell }: Lineage, run: PlayedRun, dice: (sides: number) => number): void {
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
function move(lineage: Lineage, run: PlayedRun, dice: (sides: number) => number): boolean {
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
