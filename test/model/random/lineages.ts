import { mayBeInForce } from '../../../plan/past.ts';
import type { Ending } from '../../../workflows/interpreter/interpret.ts';
import { act, pastOf, playRun, type Lineage, type PlayedRun } from '../play-run.ts';
import { createRunLog, type RunLog } from '../run-log.ts';
import type { RandomStory } from './judge.ts';
import { decideAtRandom } from './people.ts';
import type { Chances } from './random.ts';
import { abandon, beginFirst, continueAsNew, move, reset } from './runs.ts';

/** An execution that undoes what a terminated run left behind. */
interface Recovery {
  log: RunLog;
  /** The run that was terminated. */
  of: RunLog;
  /** Null while it waits for those that began before it. */
  run: PlayedRun | null;
  /** The run that has told it to stand down. */
  toldBy: string | null;
  ending: Ending | null;
}

interface Meeting {
  lineage: Lineage;
  chances: Chances;
  dice: (sides: number) => number;
  story: RandomStory;
  /** The latest run of the execution itself. */
  main: PlayedRun;
  isTerminated: boolean;
  terminates: number;
  recoveries: Recovery[];
}

/**
 * One execution that is terminated, recovered and reset in any order: its runs and its recoveries act side by side on one set of effects, as
 * Temporal and the readers of histories let them (`history/past/wait-for-recoveries.ts`, `later-run.ts`).
 */
export async function playLineages(
  lineage: Lineage,
  chances: Chances,
  dice: (sides: number) => number,
  clock: { turn: number },
  story: RandomStory,
): Promise<PlayedRun> {
  const main = await beginFirst(lineage);
  const meeting: Meeting = {
    lineage,
    chances,
    dice,
    story,
    main,
    isTerminated: false,
    terminates: 0,
    recoveries: [],
  };
  letMeet(meeting);
  for (; clock.turn < MAX_TURNS; clock.turn += 1) {
    const open = openRuns(meeting);
    // What one of them does may let another one go on.
    for (let round = 0; round < 3; round += 1) for (const run of open) await run.world.settle();
    const broken = open.find(({ fault }) => fault !== null);
    if (broken !== undefined) return broken;
    noteEndings(meeting);
    if (tellWhoWaits(meeting)) continue;
    const over = await beforeTheNextMove(meeting);
    if (over === 'changed') continue;
    if (over !== null) return over;
    if (!moveOne(meeting, clock)) break;
    if (dice(LATE_IN) === 0) lineage.server.deliver();
  }
  meeting.main.fault = 'they neither ended nor parked';
  return meeting.main;
}

const MAX_TURNS = 2_000;
const TERMINATED_IN = 8;
const RESETS_IN = 10;
const SCANNED_IN = 3;
const LATE_IN = 16;

function letMeet(meeting: Meeting): void {
  const { lineage, recoveries } = meeting;
  lineage.laterRun = (log) => {
    const own = recoveries.find((one) => one.log === log);
    const last = lineage.logs.at(-1);
    return own === undefined || last === undefined || last === own.of ? null : last.id;
  };
  lineage.isAlone = (log) => {
    for (const one of recoveries) standDown(meeting, one, log.id);
    return recoveries.every(({ ending }) => ending !== null);
  };
}

function standDown({ lineage }: Meeting, recovery: Recovery, by: string): void {
  if (recovery.ending !== null) return;
  lineage.tell(() => `${by} tells ${recovery.log.id} to stand down`);
  recovery.toldBy ??= by;
  recovery.run?.interpreter.standDown(by);
}

function openRuns({ main, isTerminated, recoveries }: Meeting): PlayedRun[] {
  const recovering = recoveries.flatMap(({ run, ending }) => (run === null || ending !== null ? [] : [run]));
  return isTerminated || main.ending !== null ? recovering : [main, ...recovering];
}

function noteEndings({ recoveries, lineage }: Meeting): void {
  for (const recovery of recoveries) {
    const ending = recovery.run?.ending ?? null;
    if (ending === null || recovery.ending !== null || ending.kind === 'continue_as_new') continue;
    lineage.tell(() => `${recovery.log.id} ends ${ending.kind}`);
    recovery.ending = ending;
  }
}

/** The run that a reset made goes on, once no recovery is open any more. */
function tellWhoWaits({ lineage, main, recoveries }: Meeting): boolean {
  const [number] = main.asked.keys();
  if (number === undefined || recoveries.some(({ ending }) => ending === null)) return false;
  act(lineage, main, { kind: 'past', number, at: lineage.now() });
  return true;
}

/** What people and the reconciler do, and whether that moved anything; the run that says how it all ended, once it has. */
async function beforeTheNextMove(meeting: Meeting): Promise<PlayedRun | 'changed' | null> {
  const { lineage, chances, dice, story, recoveries } = meeting;
  if (meeting.main.ending?.kind === 'continue_as_new') {
    meeting.main = await continueAsNew(lineage, meeting.main);
    return 'changed';
  }
  for (const recovery of recoveries) await goOn(meeting, recovery);
  const isClosed = meeting.isTerminated || meeting.main.ending !== null;
  if (!isClosed && meeting.terminates < chances.terminates && dice(TERMINATED_IN) === 0) {
    meeting.terminates += 1;
    terminate(meeting);
    return 'changed';
  }
  const isOver = isClosed && recoveries.every(({ ending }) => ending !== null) && isRecovered(meeting);
  if (story.resets < chances.resets && isClosed && (isOver || dice(RESETS_IN) === 0)) {
    story.resets += 1;
    if (meeting.isTerminated) meeting.main.ending = CLOSED;
    meeting.isTerminated = false;
    meeting.main = await reset(lineage, meeting.main, dice);
    return 'changed';
  }
  if (meeting.isTerminated && !isRecovered(meeting) && dice(SCANNED_IN) === 0) recover(meeting);
  return isOver ? lastOf(meeting) : null;
}

/** Its end says nothing: it was cut off. */
const CLOSED: Ending = { kind: 'canceled', compensated: [] };

function terminate(meeting: Meeting): void {
  const { lineage, main, dice } = meeting;
  lineage.tell(() => `${main.log.id} is terminated`);
  abandon(lineage.server, lineage, main, dice);
  meeting.isTerminated = true;
}

/** Its last run has a recovery, or left nothing behind. */
function isRecovered({ isTerminated, main, recoveries, lineage }: Meeting): boolean {
  if (!isTerminated || recoveries.some(({ of }) => of === main.log)) return true;
  return !pastOf(lineage, NOBODY).calls.some(mayBeInForce);
}

const NOBODY = createRunLog('nobody', '{}', 0, false, []);

function recover({ lineage, main, recoveries }: Meeting): void {
  const log = createRunLog(`recovery-${recoveries.length + 1}`, '', lineage.now(), false, []);
  lineage.tell(() => `${log.id} is started for ${main.log.id}`);
  recoveries.push({ log, of: main.log, run: null, toldBy: null, ending: null });
}

/** Begins, when those before it are closed; goes on in a new run when its history is long. */
async function goOn(meeting: Meeting, recovery: Recovery): Promise<void> {
  const { lineage, recoveries } = meeting;
  if (recovery.run === null) {
    const earlier = recoveries.slice(0, recoveries.indexOf(recovery));
    if (earlier.every(({ ending }) => ending !== null)) await begin(meeting, recovery);
  } else if (recovery.run.ending?.kind === 'continue_as_new') {
    const { state } = recovery.run;
    const log = createRunLog(`${recovery.log.id}+`, JSON.stringify(state), lineage.now(), false, []);
    recovery.log = log;
    lineage.recoveries.push(log);
    recovery.run = await playRun(lineage, log, null, 0);
  }
  if (recovery.toldBy !== null) recovery.run?.interpreter.standDown(recovery.toldBy);
}

async function begin({ lineage }: Meeting, recovery: Recovery): Promise<void> {
  const { subject, plan } = lineage;
  const past = pastOf(lineage, recovery.log);
  const recovers = { workflowId: 'wf', firstRunId: 'run-1', runId: recovery.of.id };
  const state = await subject.recover(plan, recovers, lineage.now(), {
    readPast: () => Promise.resolve(past),
    sleep: () => Promise.resolve(),
    isSuperseded: () => recovery.toldBy !== null,
    patched: () => true,
  });
  recovery.log.begin = JSON.stringify(state);
  lineage.recoveries.push(recovery.log);
  recovery.run = await playRun(lineage, recovery.log, null, 0);
}

function moveOne(meeting: Meeting, clock: { turn: number }): boolean {
  const { lineage, dice, story, main, chances } = meeting;
  const open = openRuns(meeting);
  if (clock.turn === chances.cancelAt && open.includes(main)) {
    act(lineage, main, { kind: 'cancel', at: lineage.now() });
    return true;
  }
  const first = open.length === 0 ? 0 : dice(open.length);
  for (let next = 0; next < open.length; next += 1) {
    const run = open[(first + next) % open.length];
    if (run !== undefined && (move(lineage, run, dice) || decideAtRandom(lineage, run, story, dice))) return true;
  }
  // Nobody can move, but a recovery is about to be started, or to begin.
  return meeting.isTerminated || meeting.recoveries.some(({ ending }) => ending === null);
}

/** The run whose ending holds: the execution's own, or that of the recovery of its last run. */
function lastOf({ main, isTerminated, recoveries }: Meeting): PlayedRun {
  if (!isTerminated) return main;
  const recovery = recoveries.find(({ of }) => of === main.log);
  // Nothing was to be undone.
  if (recovery?.run == null) return { ...main, ending: CLOSED };
  return recovery.run;
}
