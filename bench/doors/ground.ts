import type { DoorEffort } from '../effort.ts';
import { openCaller, type Caller } from './caller.ts';
import type { DoorProject } from './project.ts';
import { startApi } from './start-api.ts';
import type { DoorPlace } from './start-command.ts';
import { openTemporalStarter, type TemporalStarter } from './temporal-client.ts';
import { whileOpen } from './while-open.ts';

/** What every measurement of the doors needs. */
export interface DoorGround {
  project: DoorProject;
  effort: DoorEffort;
  say: (line: string) => void;
}

/** Works with an API of its own at the place, and with Temporal's client for the same place. */
export async function atPlace<Result>(
  { project, effort }: DoorGround,
  place: DoorPlace,
  work: (caller: Caller, starter: TemporalStarter) => Promise<Result>,
): Promise<Result> {
  return whileOpen(await startApi(project, place), async ({ url }) =>
    whileOpen(openCaller(url, project.key, effort.load.atOnce), async (caller) =>
      whileOpen(await openTemporalStarter(place), (starter) => work(caller, starter)),
    ),
  );
}
