import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client, ScheduleClient } from '@temporalio/client';
import { RawValue } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduledDefinition } from '../../../api/operations/schedules/port.ts';
import { createTemporalSchedules } from '../../../api/temporal/schedules.ts';
import { parseJson } from '../../../plan/numbers/json-text.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { dataConverter } from '../../support/data-converter.ts';
import { openDoors, type TestDoors } from '../../support/doors.ts';
import type { Lab } from '../../support/lab/lab.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import { until } from '../../support/progress.ts';
import { endOf, type TestProject } from '../../support/project.ts';
import { testTemporal } from '../../support/temporal.ts';
import { cli, repository } from '../cli/project.ts';
import { definitions } from './definitions.ts';
import { jsonText } from './json-texts.ts';

const A = '3544790567247868102';
const B = '3544790567247868103';

let lab: Lab;
let project: TestProject;
let doors: TestDoors;

useLab(definitions, (opened) => ({ lab, project } = opened));
beforeAll(async () => {
  doors = await openDoors(project, {
    alice: { scopes: ['definition:*:start', 'decide'] },
    bob: { scopes: ['decide', 'definition:*:read'] },
  });
});
afterAll(() => doors.close());

/** Asks with this text as the body, and gives the text of the answer. */
async function ask(method: string, path: string, body?: string, headers: Record<string, string> = {}, who = 'alice') {
  const response = await fetch(`${doors.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${doors.keyOf(who)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, text, view: parseJson(isJson ? text : 'null') as ExecutionView };
}

const start = (definition: string, body: string, headers?: Record<string, string>) =>
  ask('POST', `/v1/definitions/${definition}/executions`, body, headers);
const pathOf = (id: string): string => `/v1/executions/${encodeURIComponent(id)}`;

/** The tool answers a call of this name with this text as the value. */
function answerWith(name: string, value: string): void {
  const result = `{"content":[],"structuredContent":{"id":"x","value":${value}}}`;
  lab.script(name, { raw: `{"jsonrpc":"2.0","id":ID,"result":${result}}` });
}

const requestOf = (tool: string, name: string): string => lab.callsOf(tool, name)[0]?.text ?? 'no call';

/** The payload of an execution's input, as any client of Temporal gets it. */
async function inputPayload(id: string): Promise<string> {
  const { connection, options } = project.client;
  const plain = new Client({ connection, namespace: options.namespace });
  const { events } = await plain.workflow.getHandle(id).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  return Buffer.from(started?.input?.payloads?.[0]?.data ?? []).toString();
}

let calls = 0;
const newName = (): string => `exact-${String((calls += 1))}`;

describe('any JSON with integers up to 2^80', () => {
  it('comes out of every door as it went in, and reaches tools, history and what undoes them', async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, async (value) => {
        await Promise.all([throughRest(value), throughFacade(value), undone(value)]);
      }),
      { numRuns: 20 },
    );
  });

  async function throughRest(value: string): Promise<void> {
    const name = newName();
    answerWith(name, value);
    const started = await start('through', `{"input":{"name":"${name}","value":${value}},"wait":"20s"}`);
    const output = `"output":{"value":${value},"same":true}`;
    expect(started.text).toContain(output);
    expect(requestOf('act', name)).toContain(`"arguments":{"name":"${name}","value":${value}}`);
    const { id } = started.view;
    expect((await ask('GET', pathOf(id))).text).toContain(output);
    expect((await ask('GET', `${pathOf(id)}/events`)).text).toContain(output);
    expect(await inputPayload(id)).toBe(`{"name":"${name}","value":${value}}`);
  }

  async function throughFacade(value: string): Promise<void> {
    const name = newName();
    answerWith(name, value);
    const { text } = await callTool('through', `{"name":"${name}","value":${value}}`);
    const output = `{"value":${value},"same":true}`;
    expect(text).toContain(`"structuredContent":${output}`);
    const { result } = parseJson(text) as { result: { content: { text: string }[] } };
    expect(result.content[0]?.text).toBe(output);
    expect(requestOf('act', name)).toContain(`"arguments":{"name":"${name}","value":${value}}`);
  }

  async function undone(value: string): Promise<void> {
    const name = newName();
    answerWith(name, value);
    const { view } = await start('undone', `{"input":{"name":"${name}","value":0},"wait":"20s"}`);
    expect(view.failure).toMatchObject({ type: 'SagaCompensated', compensated: ['open'] });
    expect(requestOf('undo_act', name)).toContain(`"arguments":{"name":"${name}","value":${value}}`);
  }
});

/** One `tools/call` of a modern client, as it is on the wire. */
function callTool(tool: string, args: string) {
  const meta = JSON.stringify({
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  });
  const params = `{"name":"${tool}","arguments":${args},"_meta":${meta}}`;
  return ask('POST', '/mcp', `{"jsonrpc":"2.0","id":${A},"method":"tools/call","params":${params}}`, {
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': tool,
  });
}

describe('two numbers that differ in the last digit', () => {
  it('are two executions, with ids of all their digits', async () => {
    const started = await Promise.all(
      [A, B].map((account) => start('account_order', `{"input":{"account_id":${account}},"wait":"20s"}`)),
    );
    expect(started.map(({ status, view }) => [status, view.id])).toEqual([
      [201, `account_order/${A}`],
      [201, `account_order/${B}`],
    ]);
    expect(started[0]?.text).toContain(`"output":{"account_id":${A},"text":"account ${A}"}`);
    for (const account of [A, B]) {
      expect(requestOf('act', `order of ${account}`)).toContain(`"value":${account}`);
    }
  });

  it('are two requests under one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'one-key' };
    const body = (value: string): string => `{"input":{"name":"keyed","value":${value}}}`;
    const first = await start('through', body('3544790567247868201'), headers);
    const other = await start('through', body('3544790567247868202'), headers);
    const again = await start('through', body('3544790567247868201'), headers);
    expect([first.status, other.status, again.status]).toEqual([201, 409, 200]);
    expect(other.text).toContain('"code":"idempotency-key-reused"');
    expect(again.view.id).toBe(first.view.id);
  });
});

describe('what people and programs tell an execution', () => {
  const told = `"output":{"limit":${A},"goods":{"pieces":${B}}}`;

  it('arrives with all digits by REST', async () => {
    const { view } = await start('asks', '{"input":{},"wait":"20s"}');
    const form = `{"approved":true,"form":{"limit":${A}}}`;
    expect(await ask('POST', `${pathOf(view.id)}/approvals/review`, form, {}, 'bob')).toMatchObject({ status: 200 });
    await ask('POST', `${pathOf(view.id)}/signals/goods_arrived`, `{"pieces":${B}}`);
    await endOf(project.client.workflow.getHandle(view.id));
    expect((await ask('GET', pathOf(view.id))).text).toContain(told);
  });

  it('arrives with all digits by the command line', async () => {
    const { view } = await start('asks', '{"input":{},"wait":"20s"}');
    await command('approve', view.id, 'review', '--form', `{"limit": ${A}}`);
    await command('signal', view.id, 'goods_arrived', '--input', `{"pieces": ${B}}`);
    await endOf(project.client.workflow.getHandle(view.id));
    expect((await ask('GET', pathOf(view.id))).text).toContain(told);
  });

  it('arrives with all digits from Temporal itself', async () => {
    const { view } = await start('asks', '{"input":{},"wait":"20s"}');
    const handle = project.client.workflow.getHandle(view.id);
    await handle.executeUpdate('approve', { args: [{ form: { limit: BigInt(A) } }] });
    await handle.signal('goods_arrived', { pieces: BigInt(B) });
    expect(await endOf(handle)).toEqual({ ok: true, output: { limit: BigInt(A), goods: { pieces: BigInt(B) } } });
  });

  it('gives a parked call other arguments, and is what stands in for its answer', async () => {
    const name = newName();
    lab.script(name, { error: 'no' });
    answerWith('another', B);
    const { view } = await start('parks', `{"input":{"name":"${name}","value":0},"wait":"20s"}`);
    const { parkId } = view.waitingFor[0] ?? {};
    const decision = `{"verb":"retry_with","parkId":"${String(parkId)}","reason":"r","arguments":{"name":"another","value":${A}}}`;
    expect(await ask('POST', `${pathOf(view.id)}/decisions`, decision)).toMatchObject({ status: 200 });
    await endOf(project.client.workflow.getHandle(view.id));
    expect(requestOf('act', 'another')).toContain(`"arguments":{"name":"another","value":${A}}`);
    expect((await ask('GET', pathOf(view.id))).text).toContain(`"output":{"value":${B}}`);
  });

  it('stands in for what a parked call did not answer, by the command line', async () => {
    const name = newName();
    lab.script(name, { error: 'no' });
    const { view } = await start('parks', `{"input":{"name":"${name}","value":0},"wait":"20s"}`);
    const park = view.waitingFor[0]?.parkId ?? '';
    await command('decide', view.id, 'skip', '--park', park, '--output', `{"id":"x","value":${A}}`, '--reason', 'r');
    await endOf(project.client.workflow.getHandle(view.id));
    expect((await ask('GET', pathOf(view.id))).text).toContain(`"output":{"value":${A}}`);
  });
});

/** The built command, in a process of its own. */
async function command(...args: string[]): Promise<string> {
  const { code, out, err } = await cli(args, project.folder, environment());
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return out;
}

const environment = (): Record<string, string> => ({
  TEMPORAL_ADDRESS: testTemporal().address,
  SAGAFLOW_TASK_QUEUE: project.taskQueue,
});

describe('the command line', () => {
  const output = `{"value":${B},"same":false}`;

  it('takes and prints all digits: run, show, start, list', async () => {
    const name = newName();
    answerWith(name, B);
    const input = `{"name":"${name}","value":${A}}`;
    const lines = (await command('run', 'through', '--input', input, '--json')).trimEnd().split('\n');
    expect(lines.at(-1)).toContain(`"output":${output}`);
    expect(requestOf('act', name)).toContain(`"value":${A}`);
    const { view } = parseJson(lines.at(-1) ?? '') as { view: ExecutionView };
    expect(await command('show', view.id, '--json')).toContain(`"value": ${B}`);
    expect(await command('show', view.id)).toContain(`"value": ${B}`);

    const account = '3544790567247868300';
    await writeFile(join(project.folder, 'account.json'), `{"account_id": ${account}}`);
    const started = await command('start', 'account_order', '--input', '@account.json', '--json');
    expect(started).toContain(`account_order/${account}`);
    await until('the list', async () => (await command('list', '--json')).includes(`"account_order/${account}"`));
  });

  it('reads all digits from stdin', async () => {
    const name = newName();
    answerWith(name, B);
    const main = join(repository, 'dist', 'cli', 'main.js');
    const child = spawn(process.execPath, [main, 'run', 'through', '--input', '-'], {
      cwd: project.folder,
      env: { ...process.env, ...environment() },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.end(`{"name":"${name}","value":${A}}`);
    expect(await readAll(child.stdout)).toContain(`"value": ${B}`);
    expect(requestOf('act', name)).toContain(`"value":${A}`);
  });
});

describe('a schedule', () => {
  it('starts with all digits, and is another one when the last digit is', async () => {
    const { connection, options } = project.client;
    const { namespace } = options;
    const { taskQueue } = project;
    const schedules = createTemporalSchedules({ connection, namespace, taskQueue, dataConverter });
    const plan = project.project().plans.get('account_order')?.plan;
    if (plan === undefined) throw new Error('There is no such definition.');
    const account = 3_544_790_567_247_868_401n;
    const wanted = (account_id: bigint): ScheduledDefinition => ({
      plan,
      schedule: { times: { kind: 'every', everyMs: 86_400_000 }, overlap: 'skip', input: { account_id } },
    });
    await schedules.create(wanted(account));
    try {
      expect(await schedules.compare(wanted(account))).toEqual({ kind: 'ours', differs: [] });
      expect(await schedules.compare(wanted(account + 1n))).toEqual({ kind: 'ours', differs: ['input'] });
      await new ScheduleClient({ connection, namespace }).getHandle(schedules.idOf('account_order')).trigger();
      const name = `order of ${String(account)}`;
      await until('the scheduled call', () => lab.callsOf('act', name).length > 0);
      expect(requestOf('act', name)).toContain(`"value":${String(account)}`);
    } finally {
      await schedules.remove('account_order');
    }
  });
});

it('a number beyond all that can be held is refused, also when Temporal itself starts the execution', async () => {
  const metadata = { encoding: new TextEncoder().encode('json/plain') };
  const input = RawValue.fromPayload({ metadata, data: new TextEncoder().encode('{"name":"x","value":[0,1e400]}') });
  const { client, taskQueue } = project;
  const handle = await client.workflow.start('through', { taskQueue, workflowId: 'through/infinite', args: [input] });
  expect(await endOf(handle)).toMatchObject({
    ok: false,
    type: 'InvalidInput',
    message: expect.stringContaining('/value/1 is a number beyond all that can be held; write it as a text'),
  });
});

it('a long history goes on in a new run with all digits, and what is undone in it has them too', async () => {
  answerWith('long', A);
  const count = Array.from({ length: 1_400 }, (_, index) => index + 1);
  const { view } = await start('long', `{"input":{"from":${A},"count":${JSON.stringify(count)}}}`);
  await ask('POST', `${pathOf(view.id)}/signals/verdict`, B);
  const handle = project.client.workflow.getHandle(view.id);
  expect(await endOf(handle)).toMatchObject({
    ok: false,
    type: 'SagaCompensated',
    details: { cause: { message: `From ${A} to ${A}, verdict ${B}.` }, compensated: ['open'] },
  });
  expect((await handle.describe()).runId).not.toBe(view.runId);
  expect(requestOf('undo_act', 'long')).toContain(`"arguments":{"name":"long","value":${A}}`);
});

it('every history that these executions have left replays', async () => {
  const codePath = fileURLToPath(new URL('../../../dist/workflow-bundle.js', import.meta.url));
  const problems: string[] = [];
  let count = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: { codePath }, dataConverter },
    histories(),
  )) {
    count += 1;
    if (error !== undefined) problems.push(`${workflowId}: ${error.message}`);
  }
  expect(problems).toEqual([]);
  expect(count).toBeGreaterThan(60);
});

async function* histories() {
  const query = `TaskQueue = '${project.taskQueue}'`;
  for await (const { workflowId, runId } of project.client.workflow.list({ query })) {
    yield { workflowId, history: await project.client.workflow.getHandle(workflowId, runId).fetchHistory() };
  }
}
