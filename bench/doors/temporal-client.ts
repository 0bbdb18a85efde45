import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { startOnTemporal } from '../../api/temporal/start.ts';
import { DEFAULT_TENANT } from '../../plan/ownership.ts';
import { createDataConverter } from '../../workflows/data-converter.ts';
import { compileOrThrow } from '../definition.ts';
import { inputOf } from './caller.ts';
import { DOOR_DEFINITIONS, NAP } from './project.ts';
import type { DoorPlace } from './start-command.ts';

/** What a program starts that has Temporal's client and no API. */
export interface TemporalStarter {
  /** The least that starts a workflow: its type, its id, the input. */
  start: () => Promise<unknown>;
  /** The very request that the API makes of a start, with plan, memo and search attributes. */
  startPlanned: () => Promise<unknown>;
  stop(): Promise<void>;
}

/** Over one connection, as Temporal's client is used. */
export async function openTemporalStarter({ address, namespace, taskQueue }: DoorPlace): Promise<TemporalStarter> {
  const connection = await Connection.connect({ address });
  const bare = new Client({ connection, namespace });
  const ours = new Client({ connection, namespace, dataConverter: createDataConverter() });
  const { plan, hash: planHash } = compileOrThrow(DOOR_DEFINITIONS[NAP], { catalog: { servers: {} }, platform: null });
  return {
    start: () => bare.workflow.start(NAP, { taskQueue, workflowId: `${NAP}/${randomUUID()}`, args: [inputOf()] }),
    startPlanned: () => {
      const businessKey = randomUUID();
      const owner = { tenant: DEFAULT_TENANT, startedBy: 'bench', requestId: randomUUID() };
      const what = { id: `${NAP}/${businessKey}`, businessKey, plan, planHash, input: inputOf(), owner };
      return startOnTemporal(ours, taskQueue, { ...what, claim: null, reuse: 'none' });
    },
    stop: () => connection.close(),
  };
}
