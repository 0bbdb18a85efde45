import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './world/clients.ts';
import { post, TASKS } from './world/post.ts';
import type { Reply } from './world/post.ts';
import { closedWith } from './world/scripts.ts';
import { serveWorld } from './world/start-world.ts';
import type { ServedWorld } from './world/start-world.ts';

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld();
});
afterEach(() => world.close());

const PERSON = { ...TASKS, elicitation: {} };

function ask(method: string, params: Record<string, unknown>, caller?: string, capabilities = TASKS): Promise<Reply> {
  return post(world.url, method, params, { caller, capabilities });
}

async function createTask(name: string, caller?: string): Promise<string> {
  const { result } = await ask('tools/call', { name, arguments: {} }, caller);
  return (result as { taskId: string }).taskId;
}

describe('a call from a client that takes tasks', () => {
  it('gives the result itself when the execution ends at once', async () => {
    const { result } = await ask('tools/call', { name: 'look_up', arguments: { sku: 'desk' } });
    expect(result).toMatchObject({ resultType: 'complete', structuredContent: { sku: 'desk' } });
    expect(result).not.toHaveProperty('taskId');
  });

  it('gives a task that can be asked for right away', async () => {
    const { result } = await ask('tools/call', { name: 'nightly', arguments: {} });
    expect(result).toMatchObject({
      resultType: 'task',
      status: 'working',
      ttlMs: null,
      pollIntervalMs: 50,
      createdAt: '2026-11-21T08:00:00.000Z',
    });
    const { taskId } = result as { taskId: string };
    expect((await ask('tasks/get', { taskId })).result).toMatchObject({
      resultType: 'complete',
      taskId,
      status: 'working',
    });
  });

  it('gives no task to a client that did not say that it takes them', async () => {
    const short = await serveWorld({ waitMs: 50 });
    const { result } = await post(short.url, 'tools/call', { name: 'nightly', arguments: {} });
    expect(result).toMatchObject({ resultType: 'complete', structuredContent: { statusTool: 'execution_status' } });
    await short.close();
  });
});

describe('a task', () => {
  it('completes with what the call would have given', async () => {
    const taskId = await createTask('nightly');
    world.executions.all[0]?.emit(closedWith({ done: true }));
    const { result } = await ask('tasks/get', { taskId });
    expect(result).toMatchObject({ status: 'completed', result: { structuredContent: { done: true } } });
    expect(result?.['ttlMs']).toBeGreaterThanOrEqual(world.deps.settings.resultTtlMs);
  });

  it('completes with an error when the execution fails', async () => {
    const taskId = await createTask('nightly');
    world.executions.all[0]?.emit({ type: 'closed', at: '2026-11-21T09:00:00.000Z', status: 'failed', failure: null });
    const { result } = await ask('tasks/get', { taskId });
    expect(result).toMatchObject({ status: 'completed', result: { isError: true } });
  });

  it('is cancelled when it is told to, and says so when that has happened', async () => {
    const taskId = await createTask('nightly');
    expect((await ask('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
    const execution = world.executions.all[0];
    expect(execution?.isCancelRequested).toBe(true);
    expect((await ask('tasks/get', { taskId })).result).toMatchObject({ status: 'working' });
    execution?.emit({ type: 'closed', at: '2026-11-21T09:00:00.000Z', status: 'canceled', failure: null });
    expect((await ask('tasks/get', { taskId })).result).toMatchObject({ status: 'cancelled' });
    expect((await ask('tasks/cancel', { taskId })).error).toBeUndefined();
  });

  it('puts an approval to the person behind the client, and goes on with the answer', async () => {
    const taskId = await createTask('publish');
    const { result } = await ask('tasks/get', { taskId }, undefined, PERSON);
    expect(result).toMatchObject({ status: 'input_required' });
    const { inputRequests } = result as { inputRequests: Record<string, unknown> };
    const [key = ''] = Object.keys(inputRequests);
    expect(inputRequests[key]).toMatchObject({ method: 'elicitation/create', params: { mode: 'form' } });

    const content = { approved: true, comment: 'fine' };
    const inputResponses = { [key]: { action: 'accept', content }, other: { action: 'accept', content } };
    const update = await ask('tasks/update', { taskId, inputResponses }, undefined, PERSON);
    expect(update.result).toMatchObject({ resultType: 'complete' });
    expect((await ask('tasks/get', { taskId }, undefined, PERSON)).result).toMatchObject({
      status: 'completed',
      result: { structuredContent: { review: { approved: true, form: { comment: 'fine' } } } },
    });
  });

  it('says what does not fit of an answer', async () => {
    const taskId = await createTask('publish');
    const { result } = await ask('tasks/get', { taskId }, undefined, PERSON);
    const [key = ''] = Object.keys((result as { inputRequests: object }).inputRequests);
    const inputResponses = { [key]: { action: 'accept', content: { approved: true } } };
    const { error } = await ask('tasks/update', { taskId, inputResponses }, undefined, PERSON);
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('"comment" is missing') });
  });

  it('only works on, without a question, where nobody can be asked', async () => {
    const taskId = await createTask('publish');
    const { result } = await ask('tasks/get', { taskId });
    expect(result).toMatchObject({ status: 'working', statusMessage: expect.stringContaining('Publish it?') });
  });

  it('is not there for another caller, another tenant, or under a changed id', async () => {
    const taskId = await createTask('nightly', 'anna');
    const changed = (taskId.startsWith('A') ? 'B' : 'A') + taskId.slice(1);
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
      for (const [id, caller] of [
        [taskId, 'bert'],
        [taskId, 'stranger'],
        [changed, 'anna'],
        ['x', 'anna'],
        ['.', 'anna'],
      ] as const) {
        const { error } = await ask(method, { taskId: id, inputResponses: {} }, caller);
        expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('no such task') });
      }
    }
    expect(world.executions.all[0]?.isCancelRequested).toBe(false);
  });

  it('is asked for by nobody who does not declare the extension', async () => {
    const taskId = await createTask('nightly');
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
      const { error } = await post(world.url, method, { taskId, inputResponses: {} });
      expect(error).toMatchObject({
        code: -32021,
        data: { requiredCapabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } },
      });
    }
  });

  it('has no methods of the older tasks', async () => {
    const taskId = await createTask('nightly');
    expect((await ask('tasks/result', { taskId })).error?.code).toBe(-32601);
    expect((await ask('tasks/list', {})).error?.code).toBe(-32601);
  });
});

it('gives no news of tasks to a client that did not say that it takes them', async () => {
  const notifications = { taskIds: ['x'] };
  const { status, error } = await post(world.url, 'subscriptions/listen', { notifications });
  expect({ status, error }).toMatchObject({ status: 400, error: { code: -32021 } });
});

it('is offered to modern clients only', async () => {
  const modern = await post(world.url, 'server/discover', {});
  expect(modern.result).toMatchObject({ capabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } });
  const legacy = await connect(world.url, 'legacy');
  expect(legacy.getServerCapabilities()?.extensions).toBeUndefined();
  expect(legacy.getServerCapabilities()?.prompts).toBeUndefined();
  await legacy.close();
});
