import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { waitForWait, type TestProject } from './project.ts';

/** An execution of the definition, once it is parked. */
export async function parkedIn(
  project: TestProject,
  definition: string,
  name: string,
): Promise<{ handle: WorkflowHandle; parkId: string }> {
  const handle = await project.start(definition, { name }, name);
  const wait = await waitForWait(handle);
  return { handle, parkId: wait.parkId ?? '' };
}

/** The sentence that an Update was refused with. */
export async function refusalOf(handle: WorkflowHandle, verb: string, argument: object): Promise<string> {
  const error: unknown = await handle.executeUpdate(verb, { args: [argument] }).catch((thrown: unknown) => thrown);
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error(`"${verb}" was not refused: ${String(error)}`);
  return error.cause?.message ?? '';
}
