import type { Plan } from '../../../plan/plan.ts';
import { createDice, roll } from '../../workflows/interpreter/support/random-world.ts';
import { createPlaces } from '../places.ts';
import { act, type Lineage, type PlayedRun } from '../play-run.ts';
import type { RandomStory } from './judge.ts';
import { decideAtRandom } from './people.ts';
import { createAnswers } from './servers.ts';
import { BEGAN_AT, beginFirst, continueAsNew, move, reset } from './runs.ts';
import { playLineages } from './lineages.ts';
import { createServer } from '../server.ts';
import type { Subject } from '../subject.ts';

export interface Chances {
  seed: number;
  /** Number of the turn; beyond the last one: never. */
  cancelAt: number;
  /** Of so many turns about one finds the history long; 0: none. */
  longIn: number;
  /** How often it is reset, to a random event of any of its runs. */
  resets: number;
  /** How often it is terminated; then recoveries act on the same effects, and resets meet them. */
  terminates: number;
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
    recoveries: [],
    isRecorded: chances.resets > 0 || chances.terminates > 0,
    tell: (line) => {
      if (isTold) story.trace.push(`${clock.now - BEGAN_AT}: ${line()}`);
    },
    event(_run, type, state) {
      if (type === 'saga_state' && state === 'compensating') story.wentBackAt ??= lineage.now();
    },
    isLong: longNowAndThen(chances, clock),
    isAlone: () => true,
    laterRun: () => null,
  };
  const play = chances.terminates > 0 ? playLineages : playOn;
  const last = await play(lineage, chances, dice, clock, story);
  story.fault ??= last.fault;
  story.ending = last.ending;
  story.seen = [...last.log.before, ...last.log.sent];
  return story;
}

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
