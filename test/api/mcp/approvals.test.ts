import type { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, ERAS } from './world/clients.ts';
import type { Era } from './world/clients.ts';
import { post } from './world/post.ts';
import { serveWorld } from './world/start-world.ts';
import type { ServedWorld } from './world/start-world.ts';

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld();
});
afterEach(() => world.close());

type Answer = { action: 'accept'; content: Record<string, string | boolean> } | { action: 'decline' | 'cancel' };

interface Asked {
  message: string;
  requestedSchema: { properties: object; required?: string[] };
}

/** A client whose user answers so, one question after the other. */
async function connectPerson(
  era: Era,
  answers: Answer[],
  caller?: string,
): Promise<{ client: Client; asked: Asked[] }> {
  const asked: Asked[] = [];
  const client = await connect(world.url, era, { caller, capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params as Asked);
    return answers[asked.length - 1] ?? { action: 'cancel' };
  });
  return { client, asked };
}

const YES: Answer = { action: 'accept', content: { approved: true, comment: 'fine' } };
const APPROVED = { review: { approved: true, form: { comment: 'fine' } } };
const CALL = { name: 'publish', arguments: { title: 'News' } };

describe.each(ERAS)('an approval during a call in the %s era', (era) => {
  it('is put to a person as a form, and the call goes on with the answer', async () => {
    const { client, asked } = await connectPerson(era, [YES]);
    await client.listTools();
    const result = await client.callTool(CALL);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.message).toContain('Publish it?');
    expect(asked[0]?.requestedSchema).toMatchObject({
      properties: { approved: { type: 'boolean', default: true }, comment: { type: 'string' } },
    });
    expect(result.structuredContent).toMatchObject(APPROVED);
    expect(world.executions.all).toHaveLength(1);
    await client.close();
  });

  it('takes a form that is sent without a word about it as a yes', async () => {
    const { client } = await connectPerson(era, [{ action: 'accept', content: { comment: 'fine' } }]);
    expect((await client.callTool(CALL)).structuredContent).toMatchObject(APPROVED);
    await client.close();
  });

  it('takes a no', async () => {
    const { client } = await connectPerson(era, [{ action: 'accept', content: { approved: false } }]);
    const result = await client.callTool(CALL);
    expect(result.structuredContent).toMatchObject({ review: { approved: false, form: null } });
    await client.close();
  });

  it('asks once more, and says why, when the answer does not fit', async () => {
    const { client, asked } = await connectPerson(era, [{ action: 'accept', content: { approved: true } }, YES]);
    const result = await client.callTool(CALL);
    expect(asked[1]?.message).toMatch(/^The form does not fit: "comment" is missing/);
    expect(result.structuredContent).toMatchObject(APPROVED);
    await client.close();
  });

  it.each(['decline', 'cancel'] as const)('goes on waiting when the form is answered with %s', async (action) => {
    const { client } = await connectPerson(era, [{ action }]);
    const result = await client.callTool(CALL);
    expect(result.structuredContent).toMatchObject({ status: 'running', waitingFor: [{ step: 'review' }] });
    expect(world.executions.all[0]?.view.status).toBe('running');
    await client.close();
  });

  it('goes on waiting, and the call gives its handle, when the client fails to ask', async () => {
    if (era === 'modern') return;
    const client = await connect(world.url, era, { capabilities: { elicitation: {} } });
    client.setRequestHandler('elicitation/create', () => Promise.reject(new Error('no screen')));
    const result = await client.callTool(CALL);
    expect(result.structuredContent).toMatchObject({ executionId: world.executions.all[0]?.id, status: 'running' });
    await client.close();
  });

  it('is not put to who started the execution', async () => {
    const { client, asked } = await connectPerson(era, [YES], 'anna');
    const result = await client.callTool(CALL);
    expect(asked).toEqual([]);
    expect(result.structuredContent).toMatchObject({ statusTool: 'execution_status' });
    await client.close();
  });

  it('is a handle for a client that cannot show forms', async () => {
    const client = await connect(world.url, era);
    expect((await client.callTool(CALL)).structuredContent).toMatchObject({ waitingFor: [{ kind: 'approval' }] });
    await client.close();
  });

  it('is answered with approval_decide by somebody else only', async () => {
    const anna = await connect(world.url, era, { caller: 'anna' });
    const bert = await connect(world.url, era, { caller: 'bert' });
    await anna.callTool(CALL);
    const executionId = world.executions.all[0]?.id;
    const decide = {
      name: 'approval_decide',
      arguments: { executionId, step: 'review', approved: true, form: { comment: 'fine' } },
    };
    expect(await anna.callTool(decide)).toMatchObject({ isError: true, structuredContent: { type: 'own-approval' } });
    expect((await bert.callTool(decide)).structuredContent).toMatchObject({ status: 'completed' });
    await Promise.all([anna.close(), bert.close()]);
  });
});

describe('the state that a modern client echoes', () => {
  const capabilities = { elicitation: {} };

  async function asking(caller?: string): Promise<{ requestState: string; inputResponses: object }> {
    const { result } = await post(world.url, 'tools/call', CALL, { capabilities, caller });
    const { requestState, inputRequests } = result as { requestState: string; inputRequests: object };
    const [key = ''] = Object.keys(inputRequests);
    return { requestState, inputResponses: { [key]: YES } };
  }

  it('is refused when it was changed, and decides nothing', async () => {
    const { requestState, inputResponses } = await asking();
    const changed = (requestState.startsWith('A') ? 'B' : 'A') + requestState.slice(1);
    const params = { ...CALL, requestState: changed, inputResponses };
    expect((await post(world.url, 'tools/call', params, { capabilities })).error?.code).toBe(-32602);
    expect(world.executions.all[0]?.view.status).toBe('running');
  });

  it('is refused when it has expired', async () => {
    const params = { ...CALL, ...(await asking()) };
    world.skew.ms = world.deps.settings.questionTtlMs + 1_000;
    expect((await post(world.url, 'tools/call', params, { capabilities })).error?.code).toBe(-32602);
  });

  it('is refused from anybody else', async () => {
    const params = { ...CALL, ...(await asking()) };
    const { error } = await post(world.url, 'tools/call', params, { capabilities, caller: 'bert' });
    expect(error?.code).toBe(-32602);
  });

  it('is refused with another call than the one that was asked in', async () => {
    const params = { ...CALL, arguments: { title: 'Other' }, ...(await asking()) };
    expect((await post(world.url, 'tools/call', params, { capabilities })).error?.code).toBe(-32602);
    const task = { ...CALL, name: 'nightly', ...(await asking()) };
    expect((await post(world.url, 'tools/call', task, { capabilities })).error?.code).toBe(-32602);
  });

  it('asks by the name of the step', async () => {
    expect(Object.keys((await asking()).inputResponses)).toEqual(['review']);
  });

  it('is not good for the same step in another run: that is asked anew', async () => {
    const params = { ...CALL, ...(await asking()) };
    const [first] = world.executions.all;
    if (first === undefined) throw new Error('Nothing was started.');
    first.view = { ...first.view, runId: '00000000-0000-4000-8000-00000000000b' };
    const { result } = await post(world.url, 'tools/call', params, { capabilities });
    expect(result).toMatchObject({ resultType: 'input_required' });
    expect(first.view.status).toBe('running');
  });

  it('may come twice: an answer that was lost on its way is given again', async () => {
    const params = { ...CALL, ...(await asking()) };
    const first = await post(world.url, 'tools/call', params, { capabilities });
    const second = await post(world.url, 'tools/call', params, { capabilities });
    expect(first.result?.['structuredContent']).toMatchObject(APPROVED);
    expect(second.result?.['structuredContent']).toMatchObject(APPROVED);
    expect(world.executions.all).toHaveLength(1);
  });
});
