import { sagaState } from '../../../workflows/search-attributes.ts';
import type { Acknowledged } from '../load/start.ts';
import type { World } from '../world.ts';
import type { Check } from './finding.ts';

/** Every acknowledged start is in Temporal, under its id and its first run, and has ended as its input says. */
export async function checkStarts({ cluster }: World, acknowledged: readonly Acknowledged[]): Promise<Check> {
  const distinct = [...new Map(acknowledged.map((one) => [`${one.id} ${one.runId}`, one])).values()];
  const wrong: string[] = [];
  for (const { id, runId, start } of distinct) {
    const state = await cluster.client.workflow
      .getHandle(id, runId)
      .describe()
      .then(
        ({ status, typedSearchAttributes }) => `${status.name} ${typedSearchAttributes.get(sagaState) ?? ''}`,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    const expected = start.ends === 'completed' ? 'COMPLETED completed' : 'FAILED compensated';
    if (state !== expected) wrong.push(`${id}: ${state} instead of ${expected}`);
  }
  return { claim: 'every acknowledged start exists and has ended as it must', checked: distinct.length, wrong };
}
