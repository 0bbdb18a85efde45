import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { StdioTransport } from '../../federation/transports/stdio-transport.ts';
import type { ProgressReport } from '../../federation/federation.ts';
import { here, program, server, textOf } from './programs.ts';
import { bench, isAlive, until } from './support.ts';

const moody = program(`${here}servers/moody-stdio.ts`);
const raw = program(`${here}servers/raw-stdio.mjs`);

describe('a server over stdio', () => {
  it('is started on first use, once for all who ask at the same time, and answers', async () => {
    const { call, events } = bench([server('moody', moody)]);
    expect(events).toEqual([]);
    const answers = await Promise.all(['a', 'b', 'c'].map((message) => call('moody', 'echo', { message })));
    expect(answers.map((answer) => answer.kind === 'result' && answer.content)).toEqual(
      ['a', 'b', 'c'].map((text) => [{ type: 'text', text }]),
    );
    expect(events.filter(({ kind }) => kind === 'connected')).toHaveLength(1);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'connected', era: 'legacy' }));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'catalog', tools: 15 }));
  });

  it('gets the meta of the call, its own environment, its folder, and none of our secrets', async () => {
    process.env.SAGAFLOW_TEST_SECRET = 'do not inherit';
    const transport = { ...moody, env: { MOOD: 'good' } };
    const { federation, call } = bench([server('moody', transport)]);
    const options = { timeoutMs: 15_000, signal: new AbortController().signal, onSent: () => undefined };
    const meta = { 'io.sagaflow/idempotency-key': 'k1', traceparent: '00-ab' };
    const seen = await federation.callTool({ server: 'moody', tool: 'meta', arguments: {}, meta }, options);
    expect(seen).toMatchObject({ kind: 'result', structuredContent: meta });
    const where = await call('moody', 'where');
    const { cwd, env } = textOf(where) as {
      cwd: string;
      env: Record<string, string>;
    };
    delete process.env.SAGAFLOW_TEST_SECRET;
    expect(`${cwd}/`).toBe(here);
    expect(env.MOOD).toBe('good');
    expect(env.PATH).toBe(process.env.PATH);
    expect(env).not.toHaveProperty('SAGAFLOW_TEST_SECRET');
  });

  it.each(['auto', 'modern'] as const)('of the modern era is understood (protocol: %s)', async (protocol) => {
    const { call, events } = bench([server('modern', program(`${here}servers/modern-stdio.ts`), { protocol })]);
    expect(await call('modern', 'hello')).toMatchObject({ kind: 'result', content: [{ type: 'text', text: 'hello' }] });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'connected', era: 'modern' }));
  });

  it('tells when its tools change', async () => {
    const { call } = bench([server('moody', moody)]);
    expect(await call('moody', 'added')).toMatchObject({ reason: 'unknown_tool' });
    await call('moody', 'add_tool');
    expect(await call('moody', 'added')).toMatchObject({ kind: 'result' });
  });

  it('passes progress on', async () => {
    const { call } = bench([server('moody', moody)]);
    const seen: ProgressReport[] = [];
    // The answer comes apart from the progress: what arrives in one read with it, the SDK may answer first.
    await call('moody', 'slow', { ms: 300 }, { onProgress: (report) => seen.push(report) });
    expect(seen).toEqual([1, 2, 3].map((step) => ({ progress: step, total: 3, message: `step ${step}` })));
    const says = `loud\n${'!'.repeat(5_000)}`;
    await call('moody', 'slow', { ms: 300, says }, { onProgress: (report) => seen.push(report) });
    expect(seen.at(-1)?.message).toMatch(/^loud !{294}…$/);
  });

  it('that dies while it works has perhaps worked; the next call starts it again', async () => {
    const { call, sent } = bench([server('moody', moody)]);
    const died = await call('moody', 'die');
    expect(died).toMatchObject({ kind: 'broken', reason: 'server_died' });
    expect(died.kind === 'broken' && died.message).toMatch(/exit code 7; stderr: moody is starting/);
    expect(sent()).toBe(1);
    expect(await call('moody', 'echo', { message: 'again' })).toMatchObject({ kind: 'result' });
  });

  it('that died between two calls is started again without the caller noticing', async () => {
    const { call, events } = bench([server('moody', moody)]);
    const where = await call('moody', 'where');
    const { pid } = textOf(where) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await until(() => events.some(({ kind }) => kind === 'disconnected'));
    expect(events).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/ended by SIGKILL/) as string }),
    );
    expect(await call('moody', 'echo', { message: 'again' })).toMatchObject({ kind: 'result' });
  });

  it.each([
    ['a command that does not exist', { command: './no-such-server' }, /"\.\/no-such-server" does not exist/],
    ['a folder that does not exist', { cwd: '/no/such/folder' }, /folder \/no\/such\/folder does not exist/],
    [
      'a start that fails',
      { args: ['-e', 'console.error("no licence"); process.exit(4)'] },
      /exit code 4; stderr: no licence/,
    ],
  ])('with %s was never sent anything', async (_case, change, message) => {
    const { call, sent, events } = bench([server('gone', { ...moody, ...change })]);
    const seen = await call('gone', 'echo', { message: 'x' });
    expect(seen).toMatchObject({
      kind: 'not_sent',
      reason: 'spawn',
      message: expect.stringMatching(message) as string,
    });
    expect(sent()).toBe(0);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'connect_failed', message: expect.stringMatching(message) as string }),
    );
  });

  it('that does not read any more is asked how it ended, also when a write to it fails first', async () => {
    const script =
      'trap "echo good bye >&2; exit 4" USR1; exec 0<&-; echo no licence >&2; while true; do sleep 0.05; done';
    const command = { command: 'sh', args: ['-c', script], env: { PATH: process.env.PATH ?? '' }, cwd: here };
    const said: string[] = [];
    const transport = new StdioTransport(command, (line) => said.push(line));
    await transport.start();
    await until(() => said.length > 0);
    await expect(transport.send({ jsonrpc: '2.0', id: 0, method: 'initialize' })).rejects.toThrow(/EPIPE/);
    expect(transport.ending).toBeUndefined();
    process.kill(transport.pid ?? Number.NaN, 'SIGUSR1');
    expect(await transport.giveUp()).toBe('it ended with exit code 4; stderr: no licence | good bye');
  });

  it('that dies at every start is not started in a spin', async () => {
    const { call, events } = bench([server('gone', { ...moody, args: ['-e', 'process.exit(1)'] } as typeof moody)]);
    await call('gone', 'echo', {}, { timeoutMs: 15_000 });
    const started = Date.now();
    while (Date.now() - started < 1_000) await call('gone', 'echo', {}, { timeoutMs: 300 });
    expect(events.filter(({ kind }) => kind === 'connect_failed').length).toBeLessThanOrEqual(6);
  });

  it.each([
    ['nan', { kind: 'bad_result', reason: 'not_json' }],
    ['garbage', { kind: 'bad_result', reason: 'not_json' }],
    ['no_message', { kind: 'bad_result', reason: 'protocol' }],
    ['not_a_result', { kind: 'bad_result', reason: 'protocol' }],
    ['huge', { kind: 'bad_result', reason: 'too_large' }],
    ['internal', { kind: 'rpc_error', code: -32603, message: 'disk full' }],
    ['chatty', { kind: 'result', isError: false, content: [] }],
    ['any_json', { kind: 'result', structuredContent: [1, 'two', null] }],
    ['deep', { kind: 'bad_result', reason: 'protocol' }],
  ])('that answers with %s ends that call at once and harms no other', async (tool, expected) => {
    const { call } = bench([server('raw', raw)]);
    expect(await call('raw', tool)).toMatchObject(expected);
    expect(await call('raw', 'chatty')).toMatchObject({ kind: 'result' });
  });

  it('whose answer comes too late and cannot even be printed ends nothing else', async () => {
    const { call } = bench([server('raw', raw)]);
    await call('raw', 'chatty');
    const late = await call('raw', 'late_and_deep', {}, { timeoutMs: 100 });
    expect(late).toMatchObject({ kind: 'broken', reason: 'timeout' });
    // Answers come in order: behind this one the late one has been read. Whether it was too deep depends on the version of Node.js.
    await until(async () => {
      const seen = await call('raw', 'has_answered_late');
      return seen.kind === 'result' && seen.structuredContent === true;
    });
    expect(await call('raw', 'chatty')).toMatchObject({ kind: 'result' });
  });

  it('that answers and then ends has answered', async () => {
    const { call } = bench([server('raw', raw)]);
    expect(await call('raw', 'answer_then_die')).toMatchObject({ kind: 'result' });
  });

  it('cannot reach a prototype', async () => {
    const { call } = bench([server('raw', raw)]);
    const seen = await call('raw', 'proto');
    expect(seen).toEqual({
      kind: 'result',
      isError: false,
      content: [],
      structuredContent: { constructor: 'ACME', ok: 1 },
    });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('loses only its malformed tools', async () => {
    const { federation, events } = bench([server('raw', raw)]);
    const result = await federation.catalog('raw');
    expect(result.ok && result.catalog.tools.map(({ name }) => name)).toContain('nan');
    expect(result.ok && result.catalog.tools.map(({ name }) => name)).not.toContain('malformed');
    expect(events.filter(({ kind }) => kind === 'catalog_problem')).toHaveLength(2);
  });

  it('whose list of tools never ends is given up', async () => {
    const { call } = bench([server('raw', program(`${here}servers/raw-stdio.mjs`, 'endless'))]);
    expect(await call('raw', 'chatty')).toMatchObject({
      kind: 'not_sent',
      reason: 'negotiation',
      message: expect.stringContaining('never ends its list') as string,
    });
  });

  it('that hears nothing is killed with its children when we close', async () => {
    const { call, federation } = bench([server('stubborn', program(`${here}servers/stubborn-stdio.mjs`))]);
    const seen = await call('stubborn', 'pids');
    const pids = seen.kind === 'result' ? (seen.structuredContent as number[]) : [];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await federation.close();
    await until(() => !pids.some(isAlive));
    expect(await call('stubborn', 'pids')).toMatchObject({ kind: 'not_sent', reason: 'not_connected' });
  });

  it('ends when our process is killed', async () => {
    const { command, args } = program(`${here}servers/parent.ts`) as Extract<
      ReturnType<typeof program>,
      { kind: 'stdio' }
    >;
    const parent = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});
