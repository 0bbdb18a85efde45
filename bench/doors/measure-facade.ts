import type { Row } from '../rows.ts';
import { inTurns } from '../statistics.ts';
import type { BenchTemporal } from '../temporal.ts';
import { ratioRow } from './door-rows.ts';
import { atPlace, type DoorGround } from './ground.ts';
import { startWorkerProcess } from './start-worker.ts';
import { oneAtATime, WARM_UPS } from './timing.ts';
import { whileOpen } from './while-open.ts';

/** A tool's call against a start with `wait`: the same execution, to its end, on the same worker. */
export async function measureFacade({ address, namespace }: BenchTemporal, ground: DoorGround): Promise<Row> {
  const { times, rounds } = ground.effort.oneAtATime;
  const place = { address, namespace, taskQueue: 'bench-facade' };
  ground.say(`Facade and REST with wait, ${times} calls each, ${rounds} pairs`);
  const measured = await whileOpen(await startWorkerProcess(ground.project, place), () =>
    atPlace(ground, place, ({ callTool, startAndWait }) => {
      const sides = { facade: () => oneAtATime(times, callTool), rest: () => oneAtATime(times, startAndWait) };
      return inTurns(rounds, sides, WARM_UPS);
    }),
  );
  const what = 'Facade `tools/call`, no steps';
  const rest = { of: 'REST start with `wait`', values: measured.rest };
  return ratioRow(what, measured.facade, rest, 'ms', { kind: 'ratio at most', ratio: 1.3 });
}
