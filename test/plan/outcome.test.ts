import { describe, expect, it } from 'vitest';
import type { Observation } from '../../plan/observation.ts';
import { classify, worst, type Outcome, type Verdict } from '../../plan/outcome.ts';

type Row = [rule: string, seen: Observation, outcome: Outcome, retry: Verdict['retry'], failure: string | null];

const message = 'seen';
const http = (status: number, refusingBody = false, retryAfterMs?: number): Observation => ({
  kind: 'http_error',
  status,
  refusingBody,
  retryAfterMs,
  message,
});
const each = <T>(values: T[], row: (value: T) => Row): Row[] => values.map(row);

const TABLE: Row[] = [
  ...each(
    ['discovery', 'dns', 'connect', 'tls', 'spawn', 'not_connected', 'negotiation', 'held_back'] as const,
    (reason) => [`O1 ${reason}`, { kind: 'not_sent', reason, message }, 'no_effect', 'never_sent', 'ServerUnavailable'],
  ),
  ...each(
    ['unknown_server', 'unknown_tool', 'configuration', 'arguments', 'canceled', 'too_large'] as const,
    (reason) => [`O2 ${reason}`, { kind: 'refused_here', reason, message }, 'no_effect', 'never', 'CallRefused'],
  ),
  ['O2 drift', { kind: 'refused_here', reason: 'schema_changed', message }, 'no_effect', 'never', 'SchemaChanged'],
  ...each([307, 308, 400, 401, 403, 404, 405, 406, 413, 415, 422], (status) => [
    `O3 ${status}`,
    http(status),
    'no_effect',
    'never',
    'CallRefused',
  ]),
  ['O3 429', http(429, false, 2_000), 'no_effect', 'refused', 'ServerUnavailable'],
  ['O3 503 that refuses and says when', http(503, true, 2_000), 'no_effect', 'refused', 'ServerUnavailable'],
  ['O4 503 that refuses but does not say when', http(503, true), 'unknown', 'keyed', 'ServerUnavailable'],
  ['O4 503 of a proxy', http(503, false, 2_000), 'unknown', 'keyed', 'ServerUnavailable'],
  ...each([408, 425, 500, 502, 504], (status) => [
    `O4 ${status}`,
    http(status),
    'unknown',
    'keyed',
    'ServerUnavailable',
  ]),
  ...each([301, 302, 303, 409, 418], (status) => [
    `O4 ${status}, which says nothing about the effect`,
    http(status),
    'unknown',
    'keyed',
    'ServerUnavailable',
  ]),
  ...each(['timeout', 'reset', 'stream_ended', 'server_died', 'canceled'] as const, (reason) => [
    `O5 ${reason}`,
    { kind: 'broken', reason, message },
    'unknown',
    'keyed',
    'ServerUnavailable',
  ]),
  ...each([-32_700, -32_600, -32_601, -32_602], (code) => [
    `O6 ${code}`,
    { kind: 'rpc_error', code, message },
    'no_effect',
    'never',
    'CallRefused',
  ]),
  ...each([-32_700, -32_600, -32_601], (code) => [
    `O6 ${code}, whatever is declared and said`,
    { kind: 'rpc_error', code, declaresOutput: true, saysOutputInvalid: true, message },
    'no_effect',
    'never',
    'CallRefused',
  ]),
  [
    'O10 -32602 of a tool that declares its output',
    { kind: 'rpc_error', code: -32_602, declaresOutput: true, message },
    'effect_possible',
    'never',
    'ToolFailed',
  ],
  [
    'O10 -32602 of such a tool, which names no request',
    { kind: 'rpc_error', code: -32_602, declaresOutput: true, isUnaddressed: true, message },
    'effect_possible',
    'never',
    'ToolFailed',
  ],
  ...each([-32_602, -32_603, -32_000], (code) => [
    `O10 ${code}, which says that the output was refused`,
    { kind: 'rpc_error', code, saysOutputInvalid: true, message },
    'effect_possible',
    'never',
    'BadResult',
  ]),
  [
    'O10 a result with isError that says so',
    { kind: 'result', isError: true, saysOutputInvalid: true, content: [] },
    'effect_possible',
    'never',
    'BadResult',
  ],
  ...each([-32_603, -32_000], (code) => [
    `O7 ${code} of a tool that declares its output`,
    { kind: 'rpc_error', code, declaresOutput: true, message },
    'effect_possible',
    'keyed',
    'ToolFailed',
  ]),
  ...each([-32_700, -32_600], (code) => [
    `O6 ${code}, which names no request`,
    { kind: 'rpc_error', code, isUnaddressed: true, message },
    'no_effect',
    'never',
    'CallRefused',
  ]),
  ...each([-32_601, -32_602, -32_001], (code) => [
    `O7 ${code}, which names no request`,
    { kind: 'rpc_error', code, isUnaddressed: true, message },
    'effect_possible',
    'keyed',
    'ToolFailed',
  ]),
  ...each([-32_603, -32_000, -32_019, 17], (code) => [
    `O7 ${code}`,
    { kind: 'rpc_error', code, message },
    'effect_possible',
    'keyed',
    'ToolFailed',
  ]),
  [
    'O8',
    { kind: 'result', isError: true, content: [{ type: 'text', text: 'declined' }] },
    'effect_possible',
    'tool_error',
    'ToolFailed',
  ],
  ['O9', { kind: 'input_required', message }, 'unknown', 'never', 'ToolFailed'],
  ...each(['schema', 'too_large', 'not_json', 'protocol'] as const, (reason) => [
    `O10 ${reason}`,
    { kind: 'bad_result', reason, message },
    'effect_possible',
    'never',
    'BadResult',
  ]),
];

describe('what a call did (SAGAS §1)', () => {
  it.each(TABLE)('%s', (_, seen, outcome, retry, failure) => {
    const verdict = classify(seen, false);
    expect(verdict).toMatchObject({ outcome, retry });
    expect(verdict.failure?.type ?? null).toBe(failure);
  });

  it('is ok for a result and for a resource', () => {
    const ok = { outcome: 'ok', retry: 'never', failure: null, retryAfterMs: null };
    expect(classify({ kind: 'result', isError: false, content: [] }, false)).toEqual(ok);
    expect(classify({ kind: 'resource', contents: [] }, false)).toEqual(ok);
  });

  it('O7 and O8 of a tool with atomic errors did nothing; nothing else changes', () => {
    for (const [rule, seen, outcome] of TABLE) {
      const changes = rule === 'O8' || rule.startsWith('O7');
      expect(classify(seen, true).outcome, rule).toBe(changes ? 'no_effect' : outcome);
    }
  });

  it('says when to ask again', () => {
    expect(classify(http(429, false, 2_000), false).retryAfterMs).toBe(2_000);
    expect(classify(http(500, false, 3_000), false).retryAfterMs).toBe(3_000);
    expect(classify({ kind: 'not_sent', reason: 'held_back', message, retryAfterMs: 4_000 }, false).retryAfterMs).toBe(
      4_000,
    );
    expect(classify(http(429), false)).toMatchObject({ retry: 'refused', retryAfterMs: null });
  });

  it("says the tool's own text, cut to what a failure can carry", () => {
    const textOf = (content: { type: string; text?: string }[]): string | undefined =>
      classify({ kind: 'result', isError: true, content }, false).failure?.message;
    expect(textOf([{ type: 'text', text: 'declined' }, { type: 'image' }, { type: 'text', text: 'card' }])).toBe(
      'declined\ncard',
    );
    expect(textOf([{ type: 'image' }])).toMatch(/without saying which/);
    expect(textOf([{ type: 'text', text: 'x'.repeat(5_000) }])).toHaveLength(1_001);
  });
});

it('over several attempts the worst outcome counts', () => {
  const order: Outcome[] = ['ok', 'no_effect', 'effect_possible', 'unknown'];
  for (const [i, a] of order.entries())
    for (const [j, b] of order.entries()) expect(worst(a, b)).toBe(order[Math.max(i, j)]);
});
