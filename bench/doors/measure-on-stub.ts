import type { Row } from '../rows.ts';
import { inTurns } from '../statistics.ts';
import { ratioRow } from './door-rows.ts';
import { atPlace, type DoorGround } from './ground.ts';
import { A_SECOND, BARE } from './measure-starts.ts';
import { startStub } from './start-stub.ts';
import { perSecond } from './timing.ts';
import { whileOpen } from './while-open.ts';

/** How many starts the API takes when Temporal costs nothing. */
export async function measureOnStub(ground: DoorGround): Promise<Row[]> {
  const { load } = ground.effort;
  ground.say(`Starts a second on the stub, ${load.atOnce} at once, ${load.rounds} pairs`);
  const { rest, bare } = await whileOpen(await startStub(), ({ address }) =>
    atPlace(ground, { address, namespace: 'default', taskQueue: 'bench-stub' }, (caller, starter) => {
      const sides = { rest: () => perSecond(load, caller.start), bare: () => perSecond(load, starter.start) };
      return inTurns(load.rounds, sides);
    }),
  );
  const what = `REST starts, ${load.atOnce} at once, on the stub`;
  return [ratioRow(what, rest, { of: BARE, values: bare }, A_SECOND, { kind: 'figure at least', figure: 300 })];
}
