import type { Client } from '@temporalio/client';
import { isRecoveryOf } from '../../plan/path.ts';
import { STAND_DOWN } from '../../plan/messages.ts';
import { describeRun } from '../reading/describe.ts';
import { unlessGone } from '../reading/gone.ts';
import { isOpen } from '../reading/status.ts';
import { sleep } from './lineage.ts';
import type { ReadRecovery } from './recovery.ts';

/** Who wants to know what was done. */
export interface Asker {
  /** The execution that asks; null for one who only looks, and waits for nobody. */
  workflowId: string | null;
  runId: string;
}

/**
 * Two executions must not act on one set of effects at a time. A run that a reset made asks every open recovery of its execution to stand
 * down, and waits until they are closed. A recovery waits for those that began before it. True when it has waited: what is known is old then.
 */
export async function waitForRecoveries(
  client: Client,
  asker: Asker & { isRunOf: boolean },
  recoveries: readonly ReadRecovery[],
  beat: () => void,
): Promise<boolean> {
  const { workflowId: own, runId, isRunOf } = asker;
  if (own === null) return false;
  const self = recoveries.find(({ id }) => id === own);
  const isMine = ({ id }: ReadRecovery): boolean => isRunOf || isRecoveryOf(own, id);
  const isBefore = (one: ReadRecovery): boolean => self !== undefined && comesBefore(one, self);
  const waitsFor = recoveries.filter((one) => one.isOpen && one.id !== own && (isMine(one) || isBefore(one)));
  for (const one of waitsFor) if (isMine(one)) await standDown(client, one.id, runId);
  for (const { id } of waitsFor) await untilClosed(client, id, beat);
  return waitsFor.length > 0;
}

function comesBefore(a: ReadRecovery, b: ReadRecovery): boolean {
  return a.beganAt === b.beganAt ? a.id < b.id : a.beganAt < b.beganAt;
}

/** Said again with every attempt: a recovery that has heard it changes nothing. */
async function standDown(client: Client, id: string, runId: string): Promise<void> {
  await unlessGone(() => client.workflow.getHandle(id).signal(STAND_DOWN, { run: runId }));
}

/** Temporal asks again when this gives up, for as long as it takes; until then people read the sentence beside the waiting activity. */
async function untilClosed(client: Client, id: string, beat: () => void): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    beat();
    const run = await describeRun(client, id);
    if (run === null || !isOpen(run.status)) return;
    if (tries === TRIES)
      throw new Error(
        `The recovery "${id}" is ${run.status === 'paused' ? 'paused in Temporal' : 'still open'}; this run goes on when it has ended.`,
      );
    await sleep(Math.min(20 * 2 ** tries, 1_000));
  }
}

const TRIES = 60;
