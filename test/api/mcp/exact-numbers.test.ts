import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { text as readAll } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperationError } from '../../../api/operations/errors.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { parseJson, stringifyJson } from '../../../plan/numbers/json-text.ts';
import { ERAS } from './world/clients.ts';
import type { Era } from './world/clients.ts';
import { TASKS } from './world/post.ts';
import { closedWith, completedStep } from './world/scripts.ts';
import { serveWorld } from './world/start-world.ts';
import type { ServedWorld } from './world/start-world.ts';

const DIGITS = '3544790567247868102';
const BIG = 3_544_790_567_247_868_102n;
/** Looks like what stands for an integer inside, and is a text of the caller's own. */
const LIKE_HIDDEN = `\uE000n${DIGITS}`;
const MODERN = '2026-07-28';
const NOTE = { n: BIG, ids: [-BIG, 1, 0.5], t: LIKE_HIDDEN };

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld({ waitMs: 100 });
});
afterEach(() => world.close());

interface Raw {
  status: number;
  type: string;
  text: string;
  session: string | null;
}

/** Writes this text, and gives the text that comes back. */
async function post(text: string, headers: Record<string, string>): Promise<Raw> {
  const response = await fetch(world.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: text,
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
    session: response.headers.get('mcp-session-id'),
  };
}

const requestText = (method: string, params: JsonObject, id: bigint | string = BIG): string =>
  stringifyJson({ jsonrpc: '2.0', id, method, params });

/** One request of a client of the era, as it is on the wire both ways. */
async function ask(era: Era, method: string, params: JsonObject, capabilities: object = {}): Promise<Raw> {
  if (era === 'legacy') return post(requestText(method, params), await openSession(capabilities));
  const name = params['name'] ?? params['uri'] ?? params['taskId'];
  const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': method };
  const given = params['_meta'] as JsonObject | undefined;
  const meta = { ...given, ...envelope(capabilities) };
  return post(requestText(method, { ...params, _meta: meta }), {
    ...headers,
    ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
  });
}

const envelope = (capabilities: object): JsonObject => ({
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': capabilities as JsonObject,
});

async function openSession(capabilities: object): Promise<Record<string, string>> {
  const clientInfo = { name: 'test', version: '1.0.0' };
  const initialize = { protocolVersion: '2025-11-25', capabilities: capabilities as JsonObject, clientInfo };
  const { session } = await post(requestText('initialize', initialize), {});
  const headers = { 'mcp-session-id': session ?? '', 'mcp-protocol-version': '2025-11-25' };
  await post('{"jsonrpc":"2.0","method":"notifications/initialized"}', headers);
  return headers;
}

/** The last message of an answer, whether it came alone or in a stream. */
function messageOf({ type, text }: Raw): { id: unknown; result: JsonObject; error: JsonObject } {
  const lines = type.startsWith('text/event-stream')
    ? text.split('\n').flatMap((line) => (line.startsWith('data: ') && line.length > 6 ? [line.slice(6)] : []))
    : [text];
  return parseJson(lines.at(-1) ?? '') as ReturnType<typeof messageOf>;
}

describe.each(ERAS)('integers beyond 2^53 in the %s era', (era) => {
  const call = { name: 'look_up', arguments: { sku: LIKE_HIDDEN, note: NOTE } };

  it('are arguments, structured content, text and the id of the answer', async () => {
    const raw = await ask(era, 'tools/call', call);
    expect(world.executions.all[0]?.planned.input).toEqual(call.arguments);
    const { id, result } = messageOf(raw);
    expect(id).toBe(BIG);
    expect(result['structuredContent']).toEqual(call.arguments);
    expect(result['content']).toEqual([{ type: 'text', text: stringifyJson(call.arguments) }]);
    expect(raw.text).toContain(`"structuredContent":{"sku":${JSON.stringify(LIKE_HIDDEN)},"note":{"n":${DIGITS},`);
  });

  it('are progress tokens, in a stream that ends with the result', async () => {
    const raw = await ask(era, 'tools/call', { ...call, _meta: { progressToken: BIG } });
    expect(raw.type).toContain('text/event-stream');
    expect(raw.text).toContain(`"progressToken":${DIGITS}`);
    expect(messageOf(raw).result['structuredContent']).toEqual(call.arguments);
  });

  it('stand in what an execution looks like, and in what is left of it later', async () => {
    await ask(era, 'tools/call', { name: 'nightly', arguments: {} });
    const [execution] = world.executions.all;
    execution?.emit(completedStep('rest'), closedWith(NOTE));
    const id = execution?.id ?? '';
    const asked = { arguments: { executionId: id } };
    expect(messageOf(await ask(era, 'tools/call', { name: 'execution_result', ...asked })).result).toMatchObject({
      structuredContent: NOTE,
    });
    expect(messageOf(await ask(era, 'tools/call', { name: 'execution_status', ...asked })).result).toMatchObject({
      structuredContent: { output: NOTE },
    });
    const uri = `sagaflow://executions/${encodeURIComponent(id)}`;
    const { result } = messageOf(await ask(era, 'resources/read', { uri }));
    const [shown] = result['contents'] as { text: string }[];
    expect(parseJson(shown?.text ?? '')).toMatchObject({ output: NOTE });
  });

  it('are limits in the schemas of tools', async () => {
    const found = world.definitions.find('look_up');
    Object.assign(found?.plan.input['properties'] as object, { account: { type: 'integer', maximum: BIG } });
    const { result } = messageOf(await ask(era, 'tools/list', {}));
    expect(result['tools']).toContainEqual(
      expect.objectContaining({
        name: 'look_up',
        inputSchema: expect.objectContaining({
          properties: expect.objectContaining({ account: { type: 'integer', maximum: BIG } }) as unknown,
        }) as unknown,
      }),
    );
  });

  it('are refused where an ordinary number is asked for, with the place', async () => {
    const given = { executionId: BIG, waitSeconds: BIG };
    const { result } = messageOf(await ask(era, 'tools/call', { name: 'execution_status', arguments: given }));
    expect(result['structuredContent']).toMatchObject({
      type: 'invalid-input',
      errors: [
        { pointer: '/executionId', message: 'must be of type string: write it as a text' },
        { pointer: '/waitSeconds', message: 'takes no integer beyond 2^53' },
      ],
    });
  });

  it('come back in refusals as they were given, and so do texts that look like them', async () => {
    const { id, error } = messageOf(await ask('legacy', 'resources/read', { uri: LIKE_HIDDEN }));
    expect([id, error['data']]).toEqual([BIG, { uri: LIKE_HIDDEN }]);
    expect(messageOf(await ask(era, 'nothing/at-all', { n: BIG })).id).toBe(BIG);
    expect(messageOf(await ask(era, 'tools/call', { name: 7, arguments: { n: BIG } })).id).toBe(BIG);
  });
});

describe('an approval with integers beyond 2^53', () => {
  const FILLED = { comment: LIKE_HIDDEN, limit: BIG };
  const ANSWERED = { review: { approved: true, form: FILLED } };
  const form = {
    type: 'object',
    required: ['comment'],
    properties: { comment: { type: 'string' }, limit: { type: 'integer', maximum: BIG, default: BIG } },
  };

  /** The form of this approval has such limits. */
  function waitWithForm(): void {
    const [execution] = world.executions.all;
    if (execution === undefined) throw new Error('Nothing was started.');
    const at = '2026-11-21T08:00:01.000Z';
    execution.emit({ type: 'step_waiting', at, path: 'review', kind: 'approval', form, message: 'Publish it?' });
  }

  it('shows its limits and takes what was filled in: a modern client that calls again', async () => {
    const capabilities = { elicitation: { form: {} } };
    const meta = { 'io.sagaflow/idempotency-key': 'again' };
    const call = { name: 'publish', arguments: { title: LIKE_HIDDEN, note: BIG }, _meta: meta };
    await ask('modern', 'tools/call', call, capabilities);
    waitWithForm();
    const { result: asked } = messageOf(await ask('modern', 'tools/call', call, capabilities));
    expect(asked).toMatchObject({
      resultType: 'input_required',
      inputRequests: { review: { params: { requestedSchema: { properties: { limit: { maximum: BIG } } } } } },
    });
    const inputResponses = { review: { action: 'accept', content: { approved: true, ...FILLED } } };
    const answered = { ...call, inputResponses, requestState: asked['requestState'] ?? null };
    const { result } = messageOf(await ask('modern', 'tools/call', answered, capabilities));
    expect(result['structuredContent']).toMatchObject(ANSWERED);
    const changed = { ...answered, arguments: { title: LIKE_HIDDEN, note: BIG + 1n } };
    expect(messageOf(await ask('modern', 'tools/call', changed, capabilities)).error).toMatchObject({
      message: expect.stringContaining('other arguments') as unknown,
    });
  });

  it('shows its limits and takes what was filled in: a task', async () => {
    const capabilities = { ...TASKS, elicitation: { form: {} } };
    const created = messageOf(await ask('modern', 'tools/call', { name: 'publish', arguments: {} }, capabilities));
    waitWithForm();
    const taskId = created.result['taskId'] ?? null;
    const { result } = messageOf(await ask('modern', 'tasks/get', { taskId }, capabilities));
    const [open = ''] = Object.keys(result['inputRequests'] as JsonObject);
    expect(result['inputRequests']).toMatchObject({
      [open]: { params: { requestedSchema: { properties: { limit: { maximum: BIG, default: BIG } } } } },
    });
    const answers = { [open]: { action: 'accept', content: { approved: true, ...FILLED } } };
    await ask('modern', 'tasks/update', { taskId, inputResponses: answers }, capabilities);
    const { result: ended } = messageOf(await ask('modern', 'tasks/get', { taskId }, capabilities));
    expect(ended).toMatchObject({ status: 'completed', result: { structuredContent: ANSWERED } });
  });

  it('takes what a person filled in through the tool for it', async () => {
    await ask('modern', 'tools/call', { name: 'publish', arguments: {} });
    const executionId = world.executions.all[0]?.id ?? '';
    const given = { executionId, step: 'review', approved: true, form: FILLED };
    const { result } = messageOf(await ask('modern', 'tools/call', { name: 'approval_decide', arguments: given }));
    expect(result['structuredContent']).toMatchObject({ output: ANSWERED });
  });

  it('says why an answer does not fit', async () => {
    await ask('modern', 'tools/call', { name: 'publish', arguments: {} });
    const [execution] = world.executions.all;
    if (execution !== undefined) {
      execution.onAnswer = () => {
        throw new OperationError('refused', `/limit must be at most ${DIGITS}`);
      };
    }
    const given = { executionId: execution?.id ?? '', step: 'review', approved: true, form: FILLED };
    const { result } = messageOf(await ask('modern', 'tools/call', { name: 'approval_decide', arguments: given }));
    expect(result['structuredContent']).toMatchObject({ type: 'refused', message: `/limit must be at most ${DIGITS}` });
  });
});

it('is put to a legacy client while its call is open, and its answer taken', async () => {
  const headers = await openSession({ elicitation: {} });
  const response = await fetch(world.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: requestText('tools/call', { name: 'publish', arguments: {} }),
  });
  let seen = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    seen += Buffer.from(chunk).toString();
    const question = /data: (\{.*"elicitation\/create".*\})\n/.exec(seen)?.[1];
    if (question === undefined || seen.includes('"structuredContent"')) continue;
    const { id } = parseJson(question) as { id: number };
    const content = { approved: true, comment: LIKE_HIDDEN, limit: BIG };
    await post(stringifyJson({ jsonrpc: '2.0', id, result: { action: 'accept', content } }), headers);
  }
  expect(seen).toContain(`"form":{"comment":${JSON.stringify(LIKE_HIDDEN)},"limit":${DIGITS}}`);
});

it('pass over pipes in both directions, whatever pieces they come in', async () => {
  const main = fileURLToPath(new URL('world/stdio-main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', main], { stdio: ['pipe', 'pipe', 'ignore'] });
  const written = readAll(child.stdout);
  const clientInfo = { name: 'test', version: '1.0.0' };
  const given = { sku: 'desk', note: NOTE };
  const lines = [
    requestText('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }, 'first'),
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    requestText('tools/call', { name: 'look_up', arguments: given, _meta: { progressToken: BIG } }),
  ];
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  for (let at = 0; at < bytes.length; at += 7) child.stdin.write(bytes.subarray(at, at + 7));
  let answered = '';
  child.stdout.on('data', (chunk: Buffer) => {
    answered += chunk.toString();
    if (answered.includes('structuredContent')) child.stdin.end();
  });
  const text = await written;
  expect(text).toContain(`"progressToken":${DIGITS}`);
  const last = parseJson(text.trimEnd().split('\n').at(-1) ?? '') as { id: unknown; result: JsonObject };
  expect(last.id).toBe(BIG);
  expect(last.result['structuredContent']).toEqual(given);
});
