import { describe, expect, it } from 'vitest';
import { here, program, server } from './programs.ts';
import { bench, callOptions } from './support.ts';

const moody = program(`${here}servers/moody-stdio.ts`);

describe('the arguments of a call', () => {
  it('are checked against the live schema before anything is sent', async () => {
    const { call, sent } = bench([server('moody', moody)]);
    const seen = await call('moody', 'echo', { message: 5 });
    expect(seen).toEqual({
      kind: 'refused_here',
      reason: 'arguments',
      message: 'The arguments do not fit "moody.echo": /message must be string.',
    });
    expect(await call('moody', 'draft_07', { pair: ['a', 'b'] })).toMatchObject({
      reason: 'arguments',
      message: expect.stringContaining('/pair/1') as string,
    });
    expect(await call('moody', 'meta', { x: Number.NaN })).toMatchObject({
      reason: 'arguments',
      message: expect.stringContaining('/x is NaN') as string,
    });
    expect(await call('moody', 'meta', { x: 'x'.repeat(3_000_000) })).toMatchObject({
      kind: 'refused_here',
      reason: 'too_large',
    });
    expect(sent()).toBe(0);
  });

  it('meet a hostile pattern without hanging', async () => {
    const { call } = bench([server('moody', moody)]);
    expect(await call('moody', 'hostile_pattern', { word: `${'a'.repeat(50_000)}!` })).toMatchObject({
      reason: 'arguments',
    });
    expect(await call('moody', 'hostile_pattern', { word: 'aaa' })).toMatchObject({ kind: 'result' });
  });

  it('are sent unchecked, and that is said, when the schema points into the network', async () => {
    const { call, events } = bench([server('moody', moody)]);
    expect(await call('moody', 'remote_ref')).toMatchObject({ kind: 'result' });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'catalog_problem', message: expect.stringContaining('remote_ref') as string }),
    );
  });
});

describe('the result of a call', () => {
  it.each([
    ['good_sum', { kind: 'result', isError: false, structuredContent: { sum: 3 } }],
    ['text_sum', { kind: 'result', isError: false, content: [{ type: 'text', text: '{"sum":4}' }] }],
    ['failing_sum', { kind: 'result', isError: true, content: [{ type: 'text', text: 'no stock' }] }],
    [
      'bad_sum',
      { kind: 'bad_result', reason: 'schema', message: expect.stringContaining('/sum must be >= 0') as string },
    ],
    ['no_sum', { kind: 'bad_result', reason: 'schema' }],
  ])('of "%s" is told as what it is', async (tool, expected) => {
    const { call } = bench([server('moody', moody)]);
    expect(await call('moody', tool)).toMatchObject(expected);
  });

  it('is too large above the limit, which is named with the size', async () => {
    const { call } = bench([server('moody', moody)], { maxResultBytes: 1_000 });
    expect(await call('moody', 'big', { bytes: 800 })).toMatchObject({ kind: 'result' });
    const seen = await call('moody', 'big', { bytes: 1_000 });
    expect(seen).toMatchObject({ kind: 'bad_result', reason: 'too_large' });
    expect(seen.kind === 'bad_result' && seen.message).toMatch(/has 10\d\d bytes; 1000 bytes/);
  });

  it('is never larger than 2 MB, whatever was configured', async () => {
    const { call } = bench([server('moody', moody)], { maxResultBytes: 50_000_000 });
    expect(await call('moody', 'big', { bytes: 1_900_000 })).toMatchObject({ kind: 'result' });
    expect(await call('moody', 'big', { bytes: 3_000_000 })).toMatchObject({ kind: 'bad_result', reason: 'too_large' });
  });

  it('is checked against the schema the platform gives a tool that has none', async () => {
    const outputSchema = { type: 'object', required: ['mood'] };
    const { call, federation } = bench([server('moody', moody, { toolOverrides: { meta: { outputSchema } } })]);
    expect(await call('moody', 'meta')).toMatchObject({ kind: 'bad_result', reason: 'schema' });
    const catalog = await federation.catalog('moody');
    const tool = catalog.ok ? catalog.catalog.tools.find(({ name }) => name === 'meta') : undefined;
    expect(tool?.outputSchema).toEqual(outputSchema);
  });
});

describe('the time of a call', () => {
  it('ends it, as perhaps executed once it was sent', async () => {
    const { call } = bench([server('moody', moody)]);
    await call('moody', 'echo', { message: 'warm' });
    expect(await call('moody', 'slow', { ms: 60_000 }, { timeoutMs: 300 })).toMatchObject({
      kind: 'broken',
      reason: 'timeout',
    });
  });

  it('is not extended by progress', async () => {
    const { call } = bench([server('moody', moody)]);
    await call('moody', 'echo', { message: 'warm' });
    const reports: number[] = [];
    const options = {
      timeoutMs: 1_000,
      onProgress: ({ progress }: { progress: number }) => void reports.push(progress),
    };
    expect(await call('moody', 'slow', { ms: 60_000 }, options)).toMatchObject({ kind: 'broken', reason: 'timeout' });
    expect(reports).toEqual([1, 2, 3]);
  });

  it('is named in the message, whichever of the two times was the shorter one', async () => {
    const { call } = bench([server('moody', moody, { toolOverrides: { slow: { timeoutMs: 50_000 } } })]);
    await call('moody', 'echo', { message: 'warm' });
    expect(await call('moody', 'slow', { ms: 60_000 }, { timeoutMs: 400 })).toMatchObject({
      kind: 'broken',
      message: expect.stringContaining(' 400 ms') as string,
    });
  });

  it('is the tool’s own where the platform names one', async () => {
    const { call } = bench([server('moody', moody, { toolOverrides: { slow: { timeoutMs: 200 } } })]);
    expect(await call('moody', 'slow', { ms: 60_000 })).toMatchObject({
      kind: 'broken',
      reason: 'timeout',
      message: expect.stringContaining('200 ms') as string,
    });
  });

  it('ends as never sent when the server was not even connected', async () => {
    const silent = { ...moody, args: ['-e', 'process.stdin.resume()'] } as typeof moody;
    const { call, sent } = bench([server('silent', silent)]);
    expect(await call('silent', 'echo', {}, { timeoutMs: 300 })).toMatchObject({ kind: 'not_sent', reason: 'connect' });
    expect(sent()).toBe(0);
  });

  it('ends when the caller cancels, before or after sending', async () => {
    const { call } = bench([server('moody', moody)]);
    await call('moody', 'echo', { message: 'warm' });
    const before = await call('moody', 'echo', { message: 'x' }, { signal: AbortSignal.abort() });
    expect(before).toMatchObject({ kind: 'refused_here', reason: 'canceled' });
    const controller = new AbortController();
    const seen = await call(
      'moody',
      'slow',
      { ms: 60_000 },
      {
        signal: controller.signal,
        onProgress: () => {
          controller.abort();
        },
      },
    );
    expect(seen).toMatchObject({ kind: 'broken', reason: 'canceled' });
  });
});

describe('a resource', () => {
  it('is read as it came', async () => {
    const { federation } = bench([server('moody', moody)]);
    const read = await federation.readResource({ server: 'moody', uri: 'mood://today', meta: {} }, callOptions());
    expect(read).toEqual({
      kind: 'resource',
      contents: [{ uri: 'mood://today', mimeType: 'text/plain', text: 'fair' }],
    });
  });
});

describe('a call that names', () => {
  it('no server, or no tool of it, is refused', async () => {
    const { call, sent } = bench([server('moody', moody)]);
    expect(await call('mody', 'echo')).toMatchObject({
      kind: 'refused_here',
      reason: 'unknown_server',
      message: expect.stringContaining('moody') as string,
    });
    expect(await call('moody', 'eco')).toMatchObject({ kind: 'refused_here', reason: 'unknown_tool' });
    expect(sent()).toBe(0);
  });

  it('a server whose configuration has a problem is refused with that problem', async () => {
    const problem = 'The server "crm" needs the environment variable CRM_TOKEN (platform.yaml:7).';
    const { call } = bench([{ name: 'crm', resolve: () => Promise.resolve({ problem }) }, server('moody', moody)]);
    expect(await call('crm', 'x')).toEqual({ kind: 'refused_here', reason: 'configuration', message: problem });
    expect(await call('moody', 'echo', { message: 'unharmed' })).toMatchObject({ kind: 'result' });
  });
});
