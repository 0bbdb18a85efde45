import { localCaller } from '../../../api/operations/caller.ts';
import { startExecution } from '../../../api/operations/start/start-execution.ts';
import type { JsonObject } from '../../../plan/json.ts';
import type { World } from '../processes/open-world.ts';
import type { Script } from '../sagas/script.ts';
import { persist } from './persist.ts';

/** Starts a saga and writes the start down once it is acknowledged; gives its id. */
export async function startSaga(world: World, script: Script): Promise<string> {
  const { definition, ref, how, stops, items } = script;
  const input = { ref, amount: 10 + script.index, stop: stops, items };
  const started = await (how === 'api'
    ? byApi(world, definition.name, ref, input)
    : byName(world, definition.name, ref, input));
  const planHash = world.plans.get(definition.name)?.planHash ?? '';
  world.folder.start({ ...started, definition: definition.name, input, planHash, how });
  return started.id;
}

async function byApi(
  { plans, executions }: World,
  definition: string,
  id: string,
  input: JsonObject,
): Promise<{ id: string; runId: string }> {
  const definitions = { find: (name: string) => plans.get(name), names: () => [...plans.keys()] };
  const deps = { definitions, executions, randomId: () => id };
  const { id: given, runId } = await persist(() => startExecution(deps, localCaller(null), { definition, input, id }));
  return { id: given, runId };
}

/** As `temporal workflow start` does: the worker finds the plan. */
async function byName(
  { client, taskQueue }: World,
  definition: string,
  ref: string,
  input: JsonObject,
): Promise<{ id: string; runId: string }> {
  const workflowId = `${definition}/${ref}`;
  const handle = await persist(() =>
    client.workflow.start(definition, {
      args: [input],
      taskQueue,
      workflowId,
      // Asked again after an answer that was lost, it is the same start.
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  return { id: workflowId, runId: handle.firstExecutionRunId };
}
