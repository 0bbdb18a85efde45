import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListPage } from '../../../api/operations/ports.ts';
import { openDoors, type Answer, type TestDoors } from '../../support/doors.ts';
import type { Lab } from '../../support/lab/lab.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import type { TestProject } from '../../support/project.ts';

const definitions = [
  `
saga_definition:
  name: one_act
  input: { type: object, required: [name], properties: { name: { type: string } }, additionalProperties: false }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act }
  output: { id: "\${{ steps.first.output.id }}" }
`,
  `
saga_definition:
  name: needs_yes
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act }
    - { name: review, approval: { approvers: [bob, alice], prompt: Is it good? } }
`,
  `
saga_definition:
  name: with_child
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: inner, workflow: one_act, arguments: { name: "\${{ input.name }}" } }
`,
];

let lab: Lab;
let project: TestProject;
let doors: TestDoors;

useLab(definitions, (opened) => ({ lab, project } = opened));
beforeAll(async () => {
  doors = await openDoors(project, {
    alice: { scopes: ['definition:*:start', 'decide'] },
    bob: { scopes: ['decide', 'definition:*:read'] },
    carol: { scopes: ['admin'], tenant: 'acme' },
  });
});
afterAll(() => doors.close());

const start = (person: string, definition: string, body: object, headers?: Record<string, string>) =>
  doors.ask(person, 'POST', `/v1/definitions/${definition}/executions`, body, headers);
/** Asks again as long as the door says that it cannot now, as clients do: under the same key it is the same start. */
async function untilServed(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    if (answer.status !== 503 || attempt === 10) return answer;
    await setTimeout(Number(answer.headers.get('retry-after')) * 1_000);
  }
}
const path = (id: string): string => `/v1/executions/${encodeURIComponent(id)}`;
const codeOf = ({ body }: Answer): unknown => ('code' in body ? body.code : undefined);

describe('a start by REST', () => {
  it('waits for the result, remembers who asked, and tells every server which request it was', async () => {
    const headers = { 'x-request-id': 'req-17' };
    const answer = await start('alice', 'one_act', { input: { name: 'waited' }, wait: '20s' }, headers);
    expect(answer).toMatchObject({
      status: 201,
      body: { status: 'completed', sagaState: 'completed', startedBy: 'alice', tenant: 'default' },
    });
    expect(answer.headers.get('x-request-id')).toBe('req-17');
    expect(lab.callsOf('act', 'waited').map(({ requestId }) => requestId)).toEqual(['req-17']);
    expect(decodeURIComponent(answer.headers.get('location') ?? '')).toBe(`/v1/executions/${answer.body.id}`);
    expect(await doors.ask('alice', 'GET', path(answer.body.id))).toMatchObject({ body: answer.body });
  });

  it('of a thousand at once with a hundred keys makes a hundred executions, and every answer names one of them', async () => {
    const asked = Array.from({ length: 1_000 }, (_, index) => `key-${String(index % 100)}`);
    const answers = await Promise.all(
      asked.map((key) =>
        untilServed(() => start('alice', 'one_act', { input: { name: key } }, { 'idempotency-key': key })),
      ),
    );
    const others = answers.filter(({ status }) => status !== 200 && status !== 201);
    expect(others.map(({ status, body }) => [status, body])).toEqual([]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(100);
    const runs = new Map(asked.map((key, index) => [key, answers[index]?.body.runId]));
    for (const [index, key] of asked.entries()) expect(answers[index]?.body.runId).toBe(runs.get(key));
    expect(new Set(runs.values()).size).toBe(100);
    for (const runId of runs.values()) {
      const id = answers.find(({ body }) => body.runId === runId)?.body.id ?? '';
      await project.client.workflow.getHandle(id, runId).result();
    }
    for (const key of runs.keys()) expect(lab.callsOf('act', key)).toHaveLength(1);
  });

  it('under a key that was used gives the same execution after its end too, and refuses another body', async () => {
    const headers = { 'idempotency-key': 'again' };
    const first = await start('alice', 'one_act', { input: { name: 'again' }, wait: 20 }, headers);
    const second = await start('alice', 'one_act', { input: { name: 'again' } }, headers);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
    const other = await start('alice', 'one_act', { input: { name: 'other' } }, headers);
    expect([other.status, codeOf(other)]).toEqual([409, 'idempotency-key-reused']);
  });
});

describe('tenants', () => {
  it('have ids of their own, and nothing of one is there for another, children included', async () => {
    const body = { input: { name: 'shared' }, id: 'shared', wait: '20s' };
    const [ours, theirs] = [await start('alice', 'with_child', body), await start('carol', 'with_child', body)];
    expect([ours.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body).toMatchObject({ id: 'with_child/~acme/shared', tenant: 'acme', startedBy: 'carol' });
    const child = await childOf(theirs.body.id);
    for (const id of [theirs.body.id, child]) {
      const seen = await doors.ask('alice', 'GET', path(id));
      expect([seen.status, codeOf(seen)]).toEqual([404, 'unknown-execution']);
      const told = await doors.ask('alice', 'POST', `${path(id)}/cancel`);
      expect(told.status).toBe(404);
      expect((await doors.ask('carol', 'GET', path(id))).body).toMatchObject({ tenant: 'acme', startedBy: 'carol' });
    }
    const listed = async (person: string) => {
      const { body } = await doors.ask(person, 'GET', '/v1/executions?limit=200');
      return (body as unknown as ListPage).executions.map(({ id }) => id);
    };
    await expect.poll(() => listed('carol')).toEqual(expect.arrayContaining([theirs.body.id, child]));
    expect(await listed('alice')).not.toContain(theirs.body.id);
    expect(await listed('carol')).not.toContain(ours.body.id);
  });

  it('keep what undoes their executions: a recovery belongs to them too', async () => {
    lab.always('undo:cut', { error: 'not now' });
    lab.script('cut', 'hold');
    const { body } = await start('carol', 'one_act', { input: { name: 'cut' } });
    await lab.held('cut');
    await project.client.workflow.getHandle(body.id).terminate('by a test');
    lab.release('cut');
    const { startRecovery } = await import('../../../history/past/start-recovery.ts');
    const recovery = await startRecovery(project.client, { workflowId: body.id, runId: body.runId }, () => undefined);
    expect((await doors.ask('carol', 'GET', path(recovery ?? ''))).body).toMatchObject({ tenant: 'acme' });
    expect((await doors.ask('alice', 'GET', path(recovery ?? ''))).status).toBe(404);
    lab.always('undo:cut', 'ok');
  });
});

async function childOf(id: string): Promise<string> {
  const { events } = await project.client.workflow.getHandle(id).fetchHistory();
  const started = events?.flatMap((event) => event.childWorkflowExecutionStartedEventAttributes ?? []) ?? [];
  return started[0]?.workflowExecution?.workflowId ?? '';
}

describe('an approval', () => {
  it('is answered by somebody else than who started it, whose verified name history keeps', async () => {
    const waiting = await start('alice', 'needs_yes', { input: { name: 'asked' }, wait: '20s' });
    expect(waiting).toMatchObject({ status: 202, body: { waitingFor: [{ step: 'review', kind: 'approval' }] } });
    const approve = (person: string) =>
      doors.ask(person, 'POST', `${path(waiting.body.id)}/approvals/review`, { approved: true, reason: 'fine' });
    const own = await approve('alice');
    expect([own.status, codeOf(own)]).toEqual([403, 'own-approval']);
    expect((await approve('bob')).status).toBeLessThan(300);
    await project.client.workflow.getHandle(waiting.body.id).result();
    const { events } = await project.client.workflow.getHandle(waiting.body.id).fetchHistory();
    const told = JSON.stringify(events?.map((event) => event.workflowExecutionUpdateAcceptedEventAttributes));
    const payloads = [...told.matchAll(/"data":"([^"]+)"/g)].map(([, data]) =>
      Buffer.from(data ?? '', 'base64').toString(),
    );
    expect(payloads.join()).toContain('"by":"bob"');
  });
});

describe('the events of an execution', () => {
  it('go on after the last that was seen, and miss none', async () => {
    const { body } = await start('alice', 'one_act', { input: { name: 'followed' }, wait: '20s' });
    const read = async (headers: Record<string, string> = {}): Promise<string[]> => {
      const authorization = `Bearer ${doors.keyOf('alice')}`;
      const response = await fetch(`${doors.url}${path(body.id)}/events`, { headers: { authorization, ...headers } });
      return (await response.text()).split('\n\n').filter((block) => block.includes('data:'));
    };
    const all = await read();
    expect(all.at(-1)).toContain('event: end');
    const ids = all.map((block) => /^id: (\S+)$/m.exec(block)?.[1]);
    for (const [index, id] of ids.entries()) {
      if (id === undefined) continue;
      expect(await read({ 'last-event-id': id })).toEqual(all.slice(index + 1));
    }
  });
});
