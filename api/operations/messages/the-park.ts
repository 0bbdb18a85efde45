import type { Decision } from '../../../plan/messages.ts';
import type { WaitView } from '../../../plan/view.ts';
import { OperationError } from '../errors.ts';
import type { Executions } from '../ports.ts';

/**
 * The park that a decision without `parkId` is about: the only one that is open, or the only one at the step that it names. Undefined
 * where nothing is parked: the execution itself says so. Throws `refused` where several are.
 */
export async function findOnlyPark(
  executions: Pick<Executions, 'view'>,
  id: string,
  verb: string,
  { step }: Decision,
): Promise<WaitView | undefined> {
  const view = await executions.view(id);
  const parks = (view?.waitingFor ?? []).filter(
    (wait) => wait.kind === 'decision' && (step === undefined || wait.step === step),
  );
  if (parks.length < 2) return parks[0];
  const named = parks.map((park) => `"${park.step}" (parkId ${park.parkId ?? ''})`).join('; ');
  throw new OperationError('refused', `Several steps of "${id}" are parked; say which "${verb}" means: ${named}.`);
}
