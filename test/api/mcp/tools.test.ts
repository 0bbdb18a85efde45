import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, ERAS } from './world/clients.ts';
import { serveWorld } from './world/start-world.ts';
import type { ServedWorld } from './world/start-world.ts';

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld();
});
afterEach(() => world.close());

const FIXED = ['execution_status', 'execution_result', 'execution_cancel'];

async function namesFor(caller?: string): Promise<string[]> {
  const client = await connect(world.url, 'modern', { caller });
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}

describe.each(ERAS)('tools/list in the %s era', (era) => {
  it('has the fixed tools, then one for each definition, always in the same order', async () => {
    const client = await connect(world.url, era);
    const { tools } = await client.listTools();
    const definitions = ['look_up', 'nightly', 'order_processing_saga', 'pay', 'publish'];
    expect(tools.map(({ name }) => name)).toEqual([...FIXED, 'approval_decide', 'execution_data', ...definitions]);
    await client.close();
  });

  it('describes a definition by its own schemas', async () => {
    const client = await connect(world.url, era);
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'look_up')).toMatchObject({
      title: 'Look up',
      description: 'Looks up an article.',
      inputSchema: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, note: {} } },
      outputSchema: { type: 'object' },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    });
    await client.close();
  });
});

it('says of a saga with effects that it is destructive, and undone when it fails', async () => {
  const client = await connect(world.url, 'modern');
  const { tools } = await client.listTools();
  const saga = tools.find(({ name }) => name === 'order_processing_saga');
  expect(saga?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
  expect(saga?.description).toContain('are undone');
  await client.close();
});

it('asks of its own tools only what they cannot do without', async () => {
  const client = await connect(world.url, 'modern');
  const { tools } = await client.listTools();
  const required = new Map(tools.map(({ name, inputSchema }) => [name, inputSchema.required]));
  expect(required.get('execution_status')).toEqual(['executionId']);
  expect(required.get('approval_decide')).toEqual(['executionId', 'step', 'approved']);
  expect(JSON.stringify(tools)).not.toContain('$ref');
  await client.close();
});

it('shows a caller only what it may start, and no decision to who may not decide', async () => {
  expect(await namesFor('reader')).toEqual([...FIXED, 'look_up']);
});

it('leaves out a definition that cannot be started now, and one that is gone', async () => {
  expect(await namesFor()).toContain('nightly');
  world.definitions.hinder('nightly');
  world.definitions.remove('pay');
  const names = await namesFor();
  expect(names).not.toContain('nightly');
  expect(names).not.toContain('pay');
});

it('gives the names of its own tools to no definition, and says so', async () => {
  world.definitions.rename('pay', 'execution_cancel');
  const names = await namesFor();
  expect(names.filter((name) => name === 'execution_cancel')).toHaveLength(1);
  expect(world.logged.join()).toContain('fixed MCP tool');
});

it('refuses a cursor that nobody was given', async () => {
  const client = await connect(world.url, 'modern');
  await expect(client.listTools({ cursor: 'x' })).rejects.toMatchObject({ code: -32602 });
  await client.close();
});
