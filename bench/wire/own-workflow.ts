import { proxyActivities } from '@temporalio/workflow';

// What a team would write that has no Sagaflow at all: a loop over an activity of their own.

interface OwnActivities {
  echo(value: string): Promise<string>;
}

const { echo } = proxyActivities<OwnActivities>({ startToCloseTimeout: '30s' });

/** So many calls, one after the other; gives the last output. */
export async function ownWorkflow(value: string, steps: number): Promise<string> {
  let output = value;
  for (let index = 0; index < steps; index += 1) output = await echo(value);
  return output;
}
