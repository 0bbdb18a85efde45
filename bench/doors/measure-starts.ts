import type { Row } from '../rows.ts';
import { inTurns } from '../statistics.ts';
import type { BenchTemporal } from '../temporal.ts';
import { differenceRow, ratioRow } from './door-rows.ts';
import { atPlace, type DoorGround } from './ground.ts';
import type { Caller } from './caller.ts';
import type { TemporalStarter } from './temporal-client.ts';
import { oneAtATime, perSecond, WARM_UPS } from './timing.ts';

/** Starts by REST against starts by Temporal's client on the same server. No worker polls: only the starts are measured. */
export async function measureStarts({ address, namespace }: BenchTemporal, ground: DoorGround): Promise<Row[]> {
  const place = { address, namespace, taskQueue: 'bench-starts' };
  return atPlace(ground, place, async (caller, starter) => [
    ...(await startsOneAtATime(caller, starter, ground)),
    ...(await startsAtOnce(caller, starter, ground)),
  ]);
}

async function startsOneAtATime(caller: Caller, starter: TemporalStarter, { effort, say }: DoorGround): Promise<Row[]> {
  const { times, rounds } = effort.oneAtATime;
  say(`Starts one at a time, ${times} of each side, ${rounds} rounds`);
  const sides = {
    rest: () => oneAtATime(times, caller.start),
    bare: () => oneAtATime(times, starter.start),
    planned: () => oneAtATime(times, starter.startPlanned),
  };
  const { rest, bare, planned } = await inTurns(rounds, sides, WARM_UPS);
  return [
    differenceRow('REST start', rest, { of: BARE, values: bare }, 'ms', 5),
    differenceRow('REST start', rest, { of: SAME_REQUEST, values: planned }, 'ms', null),
  ];
}

async function startsAtOnce(caller: Caller, starter: TemporalStarter, { effort, say }: DoorGround): Promise<Row[]> {
  const { load } = effort;
  say(`Starts a second, ${load.atOnce} at once, ${load.rounds} rounds`);
  const sides = {
    rest: () => perSecond(load, caller.start),
    bare: () => perSecond(load, starter.start),
    planned: () => perSecond(load, starter.startPlanned),
  };
  const { rest, bare, planned } = await inTurns(load.rounds, sides);
  const what = `REST starts, ${load.atOnce} at once`;
  return [
    // Temporal itself works longer on a request that carries plan, memo and search attributes, whoever sends it.
    ratioRow(what, rest, { of: SAME_REQUEST, values: planned }, A_SECOND, { kind: 'ratio at least', ratio: 0.85 }),
    ratioRow(what, rest, { of: BARE, values: bare }, A_SECOND, { kind: 'none' }),
  ];
}

export const A_SECOND = 'a second';
export const BARE = 'bare client';
const SAME_REQUEST = "client with REST's request";
