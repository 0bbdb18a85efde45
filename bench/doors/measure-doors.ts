import { existsSync } from 'node:fs';
import { MAIN } from '../command-line.ts';
import type { DoorEffort } from '../effort.ts';
import { notMeasured, type Row } from '../rows.ts';
import { startTemporal } from '../temporal.ts';
import type { DoorGround } from './ground.ts';
import { measureFacade } from './measure-facade.ts';
import { measureOnStub } from './measure-on-stub.ts';
import { measureStarts } from './measure-starts.ts';
import { createDoorProject } from './project.ts';
import { whileOpen } from './while-open.ts';

/** What REST and the facade add to Temporal, and what they take: the built API as a process of its own, asked by this one. */
export async function measureDoors(effort: DoorEffort, say: (line: string) => void): Promise<Row[]> {
  if (!existsSync(MAIN)) return [notMeasured('The doors', 'the command is not built')];
  return whileOpen(await createDoorProject(), async (project) => {
    const ground: DoorGround = { project, effort, say };
    const { facade, starts } = await whileOpen(await startTemporal(say), async (temporal) => ({
      // First, while Temporal holds little: what is started without a worker stays there.
      facade: await measureFacade(temporal, ground),
      starts: await measureStarts(temporal, ground),
    }));
    return [...starts, ...(await measureOnStub(ground)), facade];
  });
}
