import { describe, expect, it } from 'vitest';
import { parseJson } from '../../plan/numbers/json-text.ts';
import { childEnvironment } from '../../federation/transports/child-environment.ts';
import { cleanJson, jsonBytes } from '../../federation/json-values.ts';
import { createLineReader } from '../../federation/transports/line-reader.ts';
import { readNetworkError } from '../../federation/transports/network-errors.ts';
import { isProgrammingError } from '../../federation/session/programming-error.ts';
import { neverSent } from '../../federation/session/never-sent.ts';
import { parseRetryAfter } from '../../federation/transports/retry-after.ts';

describe('Retry-After', () => {
  const now = Date.parse('2026-10-21T07:28:00Z');
  it.each([
    ['7', 7_000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
    ['Wed, 21 Oct 2026 07:00:00 GMT', 0],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is %j milliseconds', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});

describe('a network error', () => {
  const failed = (code: string, more: object = {}): Error =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, ...more }) });
  it.each([
    ['ENOTFOUND', {}, { notSent: 'dns' }],
    ['EAI_AGAIN', {}, { notSent: 'dns' }],
    ['ECONNREFUSED', {}, { notSent: 'connect' }],
    ['ETIMEDOUT', { syscall: 'connect' }, { notSent: 'connect' }],
    ['UND_ERR_CONNECT_TIMEOUT', {}, { notSent: 'connect' }],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', {}, { notSent: 'tls' }],
    ['CERT_HAS_EXPIRED', {}, { notSent: 'tls' }],
    ['ERR_TLS_CERT_ALTNAME_INVALID', {}, { notSent: 'tls' }],
    ['ECONNRESET', {}, { broken: 'reset' }],
    ['ETIMEDOUT', { syscall: 'read' }, { broken: 'reset' }],
    ['UND_ERR_SOCKET', {}, { broken: 'reset' }],
    ['UND_ERR_HEADERS_TIMEOUT', {}, { broken: 'timeout' }],
  ])('with code %s %j is %j', (code, more, expected) => {
    expect(readNetworkError(failed(code, more))).toEqual({ ...expected, code });
  });

  it('without a code we know says nothing, whatever its text', () => {
    expect(readNetworkError(new Error('connect ECONNREFUSED'))).toBeUndefined();
    expect(readNetworkError('ECONNREFUSED')).toBeUndefined();
  });
});

describe('what went wrong before a call', () => {
  const message = 'm';
  it.each([
    [
      { kind: 'broken', reason: 'timeout', message },
      { kind: 'not_sent', reason: 'negotiation' },
    ],
    [
      { kind: 'broken', reason: 'canceled', message },
      { kind: 'refused_here', reason: 'canceled' },
    ],
    [{ kind: 'rpc_error', code: -32603, message }, { kind: 'not_sent' }],
    [{ kind: 'bad_result', reason: 'protocol', message }, { kind: 'not_sent' }],
    [{ kind: 'http_error', status: 500, refusingBody: false, message }, { kind: 'not_sent' }],
    [{ kind: 'http_error', status: 408, refusingBody: false, message }, { kind: 'not_sent' }],
    [
      { kind: 'http_error', status: 401, refusingBody: false, message },
      { kind: 'http_error', status: 401, refusingBody: true },
    ],
    [
      { kind: 'not_sent', reason: 'dns', message },
      { kind: 'not_sent', reason: 'dns' },
    ],
  ] as const)('%j never reads as perhaps executed', (before, expected) => {
    expect(neverSent(before)).toMatchObject(expected);
  });
});

describe('an answer that says when to come back', () => {
  it('says so also when it came before the call', () => {
    const before = { kind: 'http_error', status: 502, refusingBody: false, retryAfterMs: 9_000, message: 'm' } as const;
    expect(neverSent(before)).toEqual({ kind: 'not_sent', reason: 'negotiation', retryAfterMs: 9_000, message: 'm' });
  });
});

describe('a mistake in a program', () => {
  it.each([
    [new TypeError("Cannot read properties of undefined (reading 'x')"), true],
    [new ReferenceError('x is not defined'), true],
    [new TypeError('fetch failed', { cause: new Error('other side closed') }), false],
    [Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' }), false],
    [new Error('Not connected'), false],
    ['not even an error', false],
  ])('is told apart from what others did wrong: %s (%s)', (error, isMistake) => {
    expect(isProgrammingError(error)).toBe(isMistake);
  });
});

describe('JSON from outside', () => {
  it('is copied without what JSON does not have, naming the place', () => {
    expect(cleanJson({ a: [1, { 'b/c': Number.POSITIVE_INFINITY }] })).toEqual({
      ok: false,
      problem: '/a/1/b~1c is Infinity, which JSON does not have; write it as a text',
    });
    expect(cleanJson({ a: Number.NaN })).toEqual({ ok: false, problem: '/a is NaN, which JSON does not have' });
    expect(cleanJson({ a: undefined, b: 1 })).toEqual({ ok: true, value: { b: 1 } });
    expect(cleanJson([() => 1])).toMatchObject({ ok: false });
  });

  it('keeps the digits of large integers, and refuses those that no reader could hold', () => {
    const value = parseJson('{"id":9007199254740993,"ids":[-18446744073709551616]}');
    expect(cleanJson(value)).toEqual({ ok: true, value: { id: 9007199254740993n, ids: [-18446744073709551616n] } });
    expect(jsonBytes({ id: 9007199254740993n })).toBe('{"id":9007199254740993}'.length);
    const tooLong = parseJson(`{"ids":[1,${'9'.repeat(1_001)}]}`);
    expect(cleanJson(tooLong)).toMatchObject({ problem: expect.stringMatching(/^\/ids\/1 is Infinity/) as string });
  });
});

describe('a line reader', () => {
  function read(limit: number, chunks: string[]): unknown[] {
    const seen: unknown[] = [];
    const reader = createLineReader(limit, {
      line: (text) => seen.push(text),
      oversized: (head, tail, bytes) => seen.push({ head, tail, bytes }),
    });
    for (const chunk of chunks) reader.push(Buffer.from(chunk));
    return seen;
  }

  it('gives whole lines however the bytes come', () => {
    expect(read(100, ['a\nb', 'c\r\n\nd', '\n', 'rest'])).toEqual(['a', 'bc', '', 'd']);
  });

  it('keeps only the edges of a line above the limit, and goes on with the next', () => {
    const long = 'x'.repeat(300);
    expect(read(300, [`START${long}`, `${long}END\nnext\n`])).toEqual([
      { head: `START${long}`.slice(0, 256), tail: `${long}END`.slice(-256), bytes: 608 },
      'next',
    ]);
  });
});

describe('the environment of a child', () => {
  it('has the few inherited names, no shell functions, and its own on top', () => {
    const parent = {
      PATH: '/bin',
      HOME: '/root',
      SHELL: '() { evil; }',
      AWS_SECRET_ACCESS_KEY: 's',
      NODE_OPTIONS: '--inspect',
    };
    expect(childEnvironment(parent, { HOME: '/srv', TOKEN: 't' })).toEqual({ PATH: '/bin', HOME: '/srv', TOKEN: 't' });
  });
});
