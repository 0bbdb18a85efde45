import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, ERAS } from './world/clients.ts';
import { serveWorld } from './world/start-world.ts';
import type { ServedWorld } from './world/start-world.ts';

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld();
});
afterEach(() => world.close());

describe.each(ERAS)('resources in the %s era', (era) => {
  it('lists the definitions that the caller may read', async () => {
    const client = await connect(world.url, era, { caller: 'reader' });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(['sagaflow://definitions/look_up']);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'sagaflow://definitions/{name}',
      'sagaflow://executions/{id}',
    ]);
    await client.close();
  });

  it('gives the YAML of a definition and its graph', async () => {
    const client = await connect(world.url, era);
    const { contents } = await client.readResource({ uri: 'sagaflow://definitions/look_up' });
    expect(contents).toMatchObject([
      { mimeType: 'application/yaml', text: expect.stringContaining('name: look_up') },
      { mimeType: 'text/vnd.mermaid', text: expect.stringContaining('flowchart') },
    ]);
    await client.close();
  });

  it('gives the view of an execution, however its id is written', async () => {
    const client = await connect(world.url, era);
    await client.callTool({ name: 'look_up', arguments: { sku: 'desk' } });
    for (const uri of ['sagaflow://executions/look_up%2Fdesk', 'sagaflow://executions/look_up/desk']) {
      const { contents } = await client.readResource({ uri });
      const [view] = contents as { text: string }[];
      expect(JSON.parse(view?.text ?? '')).toMatchObject({ id: 'look_up/desk', status: 'completed' });
    }
    await client.close();
  });

  it.each([
    'sagaflow://definitions/nothing',
    'sagaflow://definitions/pay',
    'sagaflow://executions/look_up%2Fnothing',
    'sagaflow://executions/%E0%A4%A',
    'sagaflow://else/x',
    'file:///etc/passwd',
  ])('knows nothing of %s', async (uri) => {
    const client = await connect(world.url, era, { caller: 'reader' });
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
    await client.close();
  });

  it('gives no execution of another tenant', async () => {
    const anna = await connect(world.url, era, { caller: 'anna' });
    await anna.callTool({ name: 'look_up', arguments: { sku: 'desk' } });
    const stranger = await connect(world.url, era, { caller: 'stranger' });
    const uri = 'sagaflow://executions/look_up%2Fdesk';
    await expect(stranger.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
    await Promise.all([anna.close(), stranger.close()]);
  });
});
