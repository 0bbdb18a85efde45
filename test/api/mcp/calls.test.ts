import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../plan/json.ts';
import { connect, connectFirst, ERAS } from './world/clients.ts';
import { post } from './world/post.ts';
import { closedWith, completedStep } from './world/scripts.ts';
import { serveWorld } from './world/start-world.ts';
import type { ServedWorld } from './world/start-world.ts';

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld({ waitMs: 100 });
});
afterEach(() => world.close());

describe.each(ERAS)('tools/call in the %s era', (era) => {
  it('gives the output of an execution that ends in time, also as text', async () => {
    const client = await connect(world.url, era);
    await client.listTools();
    const result = await client.callTool({ name: 'look_up', arguments: { sku: 'desk' } });
    expect(result).toMatchObject({
      content: [{ type: 'text', text: '{"sku":"desk"}' }],
      structuredContent: { sku: 'desk' },
      _meta: { 'io.sagaflow/execution': { id: 'look_up/desk' } },
    });
    expect(result.isError).toBeFalsy();
    await client.close();
  });

  it('gives a handle of an execution that has not ended, and its result later', async () => {
    const client = await connect(world.url, era);
    await client.listTools();
    const { structuredContent } = await client.callTool({ name: 'nightly', arguments: {} });
    const { id, emit } = running();
    expect(structuredContent).toMatchObject({ executionId: id, status: 'running', statusTool: 'execution_status' });

    const again = { name: 'execution_result', arguments: { executionId: id } };
    expect((await client.callTool(again)).structuredContent).toMatchObject({ executionId: id });
    emit(closedWith('done'));
    expect((await client.callTool(again)).structuredContent).toEqual({ result: 'done' });
    const status = await client.callTool({ name: 'execution_status', arguments: { executionId: id } });
    expect(status.structuredContent).toMatchObject({ id, status: 'completed', output: 'done' });
    await client.close();
  });

  it('says what failed, and what was undone', async () => {
    const client = await connect(world.url, era);
    await client.listTools();
    const result = await client.callTool({ name: 'pay', arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { type: 'SagaCompensated', step: 'charge', compensated: ['reserve'], notCompensated: [] },
    });
    expect(textOf(result)).toMatch(/failed at step "charge".*The card was declined.\nUndone, newest first: reserve/s);
    await client.close();
  });

  it('points at the arguments that do not fit', async () => {
    const client = await connect(world.url, era);
    const result = await client.callTool({ name: 'look_up', arguments: { sku: 7 } });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { type: 'invalid-input', errors: [{ pointer: '/sku' }], isRetryable: false },
    });
    const fixed = await client.callTool({ name: 'execution_status', arguments: { executionId: 'x', waitSeconds: -1 } });
    expect(fixed).toMatchObject({ isError: true, structuredContent: { errors: [{ pointer: '/waitSeconds' }] } });
    await client.close();
  });

  it('refuses an unknown tool as an error of the protocol', async () => {
    const client = await connect(world.url, era);
    await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toMatchObject({ code: -32602 });
    await client.close();
  });

  it('reports each step that ends, with a figure that rises', async () => {
    const client = await connect(world.url, era);
    const seen: number[] = [];
    const onprogress = ({ progress }: { progress: number }): void => void seen.push(progress);
    await client.callTool({ name: 'pay', arguments: {} }, { onprogress });
    expect(seen).toEqual([1, 2, 3]);
    await client.close();
  });

  it('leaves the execution alone when the client stops waiting', async () => {
    const client = await connect(world.url, era);
    const stop = new AbortController();
    const call = client.callTool({ name: 'nightly', arguments: {} }, { signal: stop.signal });
    await expect.poll(() => world.executions.all.length).toBe(1);
    stop.abort();
    await expect(call).rejects.toThrow();
    expect(running().isCancelRequested).toBe(false);
    await client.close();
  });

  it('cancels an execution when it is told to', async () => {
    const client = await connect(world.url, era);
    await client.callTool({ name: 'nightly', arguments: {} });
    await client.callTool({ name: 'execution_cancel', arguments: { executionId: running().id } });
    expect(running().isCancelRequested).toBe(true);
    await client.close();
  });

  it('starts nothing anew under the same idempotency key', async () => {
    const client = await connect(world.url, era);
    const call = { name: 'nightly', arguments: {}, _meta: { 'io.sagaflow/idempotency-key': 'k-1' } };
    const first = await client.callTool(call);
    const second = await client.callTool(call);
    expect(second.structuredContent).toEqual(first.structuredContent);
    expect(world.executions.all).toHaveLength(1);
    await client.close();
  });

  it('says that Temporal cannot be reached, and that a later call may do better', async () => {
    const client = await connect(world.url, era);
    world.executions.break();
    const result = await client.callTool({ name: 'look_up', arguments: { sku: 'desk' } });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { type: 'temporal-unavailable', isRetryable: true },
    });
    await client.close();
  });
});

it('gives a client of the first package nothing that its own check of outputs refuses', async () => {
  const client = await connectFirst(world.url);
  await client.listTools();
  const ended = await client.callTool({ name: 'look_up', arguments: { sku: 'desk' } });
  expect(ended.structuredContent).toEqual({ sku: 'desk' });
  const failed = await client.callTool({ name: 'look_up', arguments: {} });
  expect(failed.structuredContent).toMatchObject({ type: 'invalid-input' });
  expect((await client.callTool({ name: 'pay', arguments: {} })).isError).toBe(true);
  expect((await client.callTool({ name: 'publish', arguments: {} })).structuredContent).toMatchObject({
    status: 'running',
    waitingFor: [{ step: 'review', kind: 'approval' }],
  });
  await client.close();
});

it('shows content blocks of an output as such, and anything else called content as JSON only', async () => {
  const client = await connect(world.url, 'modern');
  const image = { type: 'image', data: 'aGk=', mimeType: 'image/png' };
  for (const [content, blocks] of [
    [[{ type: 'text', text: 'Hello' }, image], 2],
    [[{ type: 'text' }], 0],
    ['Hello', 0],
  ] as const) {
    await client.callTool({ name: 'nightly', arguments: {} });
    const { id, emit } = running();
    emit(closedWith({ content: structuredClone(content) as Json }));
    const result = await client.callTool({ name: 'execution_result', arguments: { executionId: id } });
    expect(result.content).toHaveLength(blocks + 1);
    expect(result.content.slice(0, blocks)).toEqual(blocks === 0 ? [] : content);
    expect(result.structuredContent).toEqual({ content });
  }
  await client.close();
});

it('waits for an execution as long as it is asked to', async () => {
  const client = await connect(world.url, 'modern');
  await client.callTool({ name: 'nightly', arguments: {} });
  const { id, emit } = running();
  const status = client.callTool({ name: 'execution_status', arguments: { executionId: id, waitSeconds: 60 } });
  emit(completedStep('rest'), closedWith(null));
  expect((await status).structuredContent).toMatchObject({ status: 'completed' });
  await client.close();
});

it('knows no execution of another tenant, and no definition that the caller may not start', async () => {
  await post(world.url, 'tools/call', { name: 'nightly', arguments: {} }, { caller: 'anna' });
  const status = { name: 'execution_status', arguments: { executionId: running().id } };
  const { result } = await post(world.url, 'tools/call', status, { caller: 'stranger' });
  expect(result).toMatchObject({ isError: true, structuredContent: { type: 'unknown-execution' } });

  const pay = await post(world.url, 'tools/call', { name: 'pay', arguments: {} }, { caller: 'reader' });
  const nothing = await post(world.url, 'tools/call', { name: 'nothing', arguments: {} }, { caller: 'reader' });
  expect(pay.error).toEqual({ code: -32602, message: 'Unknown tool: pay' });
  expect(nothing.error).toEqual({ code: -32602, message: 'Unknown tool: nothing' });
  const decide = { name: 'approval_decide', arguments: {} };
  expect((await post(world.url, 'tools/call', decide, { caller: 'reader' })).error?.code).toBe(-32602);
});

it('refuses an idempotency key that is none', async () => {
  const _meta = { 'io.sagaflow/idempotency-key': '' };
  const { error } = await post(world.url, 'tools/call', { name: 'nightly', arguments: {}, _meta });
  expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('1 to 255') });
});

it('keeps what went wrong inside to itself', async () => {
  world.deps.operations.get = () => Promise.reject(new Error('secret detail'));
  const status = { name: 'execution_status', arguments: { executionId: 'x' } };
  const { error } = await post(world.url, 'tools/call', status);
  expect(error).toEqual({ code: -32603, message: 'Internal error; the server log has the details.' });
  expect(world.logged.join()).toContain('secret detail');
});

function running(): ServedWorld['executions']['all'][number] {
  const last = world.executions.all.at(-1);
  if (last === undefined) throw new Error('Nothing was started.');
  return last;
}

function textOf(result: { content: unknown[] }): string {
  return result.content.map((block) => (block as { text: string }).text).join('\n');
}
