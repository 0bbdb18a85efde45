import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from './world/clients.ts';
import { CALLERS, serveWorld, type ServedWorld } from './world/start-world.ts';

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld();
});
afterEach(() => world.close());

/** The facade's answer to a caller about an execution of `look_up` that `anna` has started. */
async function ask(caller: string, asked: object = {}) {
  const starter = await connect(world.url, 'modern', { caller: 'anna' });
  await starter.callTool({ name: 'look_up', arguments: { sku: 'desk' } });
  await starter.close();
  const client = await connect(world.url, 'modern', { caller });
  const { tools } = await client.listTools();
  const executionId = world.executions.all[0]?.id ?? '';
  const result = await client.callTool({ name: 'execution_data', arguments: { executionId, ...asked } });
  await client.close();
  return { isListed: tools.some(({ name }) => name === 'execution_data'), result };
}

it('gives the view with its data, one step alone, or the input alone', async () => {
  const { isListed, result } = await ask('anna');
  expect(isListed).toBe(true);
  const { input, steps } = result.structuredContent as { input: object; steps: { path: string }[] };
  expect(input).toMatchObject({ sku: 'desk' });
  const [step] = steps;
  expect(step).toMatchObject({ arguments: { path: step?.path }, output: null });
  expect((await ask('anna', { step: step?.path })).result.structuredContent).toMatchObject({ path: step?.path });
  expect((await ask('anna', { inputOnly: true })).result.structuredContent).toMatchObject({ input: { sku: 'desk' } });
});

it('is not shown to who has no scope for data, and refuses who has', async () => {
  expect(CALLERS['reader']?.scopes).toEqual(['definition:look_up:start']);
  const { isListed, result } = await ask('reader').catch((error: unknown) => ({ isListed: false, result: error }));
  expect(isListed).toBe(false);
  expect(JSON.stringify(result)).not.toContain('desk');
});
