import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { saysOutputInvalid } from '../../../federation/call/says-output-invalid.ts';
import type { ServerSource } from '../../../federation/federation.ts';
import type { Observation } from '../../../plan/observation.ts';
import { classify, type Outcome } from '../../../plan/outcome.ts';
import { openBooks, type Entry } from '../../support/paying/books.ts';
import { startPayingHttp, type Kind } from '../../support/paying/start-http.ts';
import { here, http, program, server } from '../programs.ts';
import { startChangingServer } from './changing-http.ts';
import { bench, callOptions, started } from '../support.ts';

const combinations = (['v0', 'v1', 'v2'] as const).flatMap((kind) =>
  (['stdio', 'http'] as const).map((wire) => [kind, wire] as const),
);

async function paying(kind: Kind, wire: 'stdio' | 'http'): Promise<{ source: ServerSource; read: () => Entry[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'sagaflow-paying-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'books');
  writeFileSync(file, '');
  const books = openBooks(file);
  if (wire === 'stdio') {
    return {
      source: server('pay', program(`${here}../support/paying/stdio-main.ts`, kind, file)),
      read: () => books.read(),
    };
  }
  const running = await started(startPayingHttp(kind, books));
  return { source: server('pay', http(running.url)), read: () => books.read() };
}

const outcomes = (seen: Observation): unknown[] =>
  [false, true].map((atomicErrors) => {
    const { outcome, retry } = classify(seen, atomicErrors);
    return [outcome, retry];
  });

describe.each(combinations)('a failure that the server %s reports over %s', (kind, wire) => {
  it('when the tool has run is a possible effect, also where errors are atomic; the tool’s own no is not', async () => {
    const { source, read } = await paying(kind, wire);
    const { call } = bench([source]);
    for (const mode of ['nothing', 'misfit']) {
      const seen = await call('pay', 'charge', { name: mode, mode });
      expect(seen.kind).toBe(kind === 'v0' ? 'rpc_error' : 'result');
      const never = ['effect_possible', 'never'];
      expect(outcomes(seen)).toEqual([never, never]);
    }
    const declined = await call('pay', 'charge', { name: 'declined', mode: 'declined' });
    expect(outcomes(declined)).toEqual([
      ['effect_possible', 'tool_error'],
      ['no_effect', 'tool_error'],
    ]);
    expect(await call('pay', 'charge', { name: 'good' })).toMatchObject({ kind: 'result', isError: false });
    expect(read().map(({ name }) => name)).toEqual(['nothing', 'misfit', 'good']);
  });
});

interface Case {
  declares: boolean;
  then?: Parameters<typeof startChangingServer>[0]['then'];
  repeatable?: boolean;
}

describe('"invalid params" from a tool', () => {
  it.each<[string, Case, number, Outcome]>([
    ['declares no output, and its list is as it was', { declares: false }, 1, 'no_effect'],
    ['declares an output', { declares: true }, 1, 'effect_possible'],
    ['declares none, and one in its newer list', { declares: false, then: 'declares' }, 1, 'effect_possible'],
    ['is not in the newer list, which is complete', { declares: true, then: 'gone' }, 1, 'no_effect'],
    [
      'is not in the newer list, of which not all can be read',
      { declares: true, then: 'unreadable' },
      1,
      'effect_possible',
    ],
    ['declares an output, and its list cannot be read again', { declares: true, then: 'silent' }, 1, 'effect_possible'],
    ['has other arguments now, and an unkeyed effect', { declares: false, then: 'changed' }, 1, 'no_effect'],
    [
      'has other arguments now, and may be repeated',
      { declares: false, then: 'changed', repeatable: true },
      2,
      'no_effect',
    ],
    [
      'has other arguments now, declares an output, and may be repeated',
      { declares: true, then: 'changed', repeatable: true },
      1,
      'effect_possible',
    ],
  ])('that %s', async (_what, { declares, then = 'same', repeatable = false }, calls, outcome) => {
    const running = await started(startChangingServer({ declares, then }));
    const { federation } = bench([server('changing', http(running.url))]);
    const asked = { server: 'changing', tool: 'act', arguments: { name: 'x' }, meta: {}, repeatable };
    const seen = await federation.callTool(asked, callOptions());
    expect([false, true].map((atomicErrors) => classify(seen, atomicErrors).outcome)).toEqual([outcome, outcome]);
    expect(running.calls()).toBe(calls);
  });
});

describe('a text', () => {
  it.each([
    [
      'MCP error -32602: Output validation error: Tool charge has an output schema but no structured content was provided',
      true,
    ],
    ['Tool charge has an output schema but no structured content was provided', true],
    ['Tool charge has an output schema but did not return structured content', true],
    ['MCP error -32602: Invalid structured content for tool charge: id is missing', true],
    ['outputSchema defined but no structured output returned', true],
    ['validating tool output: missing property "id"', true],
    ['Error executing tool charge: 1 validation error for chargeOutput', true],
    ['MCP error -32602: Input validation error: Invalid arguments for tool charge', false],
    ['Error executing tool charge: 1 validation error for chargeArguments', false],
    ['The card was declined.', false],
    ['', false],
  ])('%j says that the output was refused: %s', (text, says) => {
    expect(saysOutputInvalid(text)).toBe(says);
  });
});
