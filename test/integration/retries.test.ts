import { describe, expect, it } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { endOf, viewOf, type TestProject } from '../support/project.ts';

const QUICK = 'retry_policy: { initial_interval: 10ms }';

/** One step called `it` that calls a tool with the name from the input. */
const one = (name: string, server: string, tool: string, more: string): string => `
workflow_definition:
  name: ${name}
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - name: it
      mcp_server: ${server}
      action: ${tool}
      arguments: { name: "\${{ input.name }}" }
${more
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => `      ${line}`)
  .join('\n')}
  output: { it: "\${{ steps.it.output }}" }
`;

const definitions = [
  one('keyed_effect', 'keyed', 'act', QUICK),
  one('unkeyed_effect', 'plain', 'act', QUICK),
  one('unkeyed_read', 'plain', 'look', QUICK),
  one('twice_at_most', 'keyed', 'act', 'retry_policy: { initial_interval: 10ms, max_attempts: 2 }'),
  one('tries_refusals', 'keyed', 'act', 'retry_policy: { initial_interval: 10ms, retry_on: [tool_error] }'),
  one(
    'is_short_of_time',
    'keyed',
    'look',
    'timeout: { attempt: 300ms, total: 20s }\nretry_policy: { initial_interval: 10ms }',
  ),
  one('falls_back_to_value', 'plain', 'look', 'retry_policy: { max_attempts: 1 }\nfallback: { value: { id: nobody } }'),
  one(
    'falls_back_to_call',
    'keyed',
    'act',
    'retry_policy: { max_attempts: 1 }\natomic_errors: true\nfallback: { mcp_server: plain, action: act, arguments: { name: "stand-in" }, compensation: { none: it may stay } }',
  ),
  one(
    'asks_first',
    'plain',
    'act',
    `${QUICK}
probe: { mcp_server: plain, action: find, arguments: { key: "\${{ key }}" }, happened: "\${{ output.found }}", result: { id: "\${{ output.id }}" } }`,
  ),
  `
workflow_definition:
  name: remembers
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: first, mcp_server: plain, action: look, arguments: { name: "\${{ input.name }}" }, cache: 5m }
    - { name: second, mcp_server: plain, action: look, arguments: { name: "\${{ input.name }}" }, cache: 5m }
  output: { first: "\${{ steps.first.output.id }}", second: "\${{ steps.second.output.id }}" }
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

const PROXY_PAGE = { status: 503, headers: { 'content-type': 'text/html' }, body: '<h1>503</h1>' };

describe('a call that knows its key', () => {
  it('is sent again under the same key until it is answered, and has one effect', async () => {
    lab.script('flaky', PROXY_PAGE, 'lost_answer', 'lost_request');
    const handle = await project.start('keyed_effect', { name: 'flaky' });
    expect(await endOf(handle)).toMatchObject({ ok: false, type: 'StepFailed' });
    expect(lab.callsOf('act', 'flaky')).toHaveLength(3);
    lab.script('shaky', PROXY_PAGE, 'lost_answer');
    const second = await project.start('keyed_effect', { name: 'shaky' });
    expect(await endOf(second)).toMatchObject({ ok: true });
    const calls = lab.callsOf('act', 'shaky');
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
    expect(lab.done('shaky')).toBe(1);
    expect((await viewOf(second)).steps).toMatchObject([{ path: 'it', attempts: 3, outcome: 'ok' }]);
  });

  it('ends with the number of attempts that the author wrote', async () => {
    lab.always('broken', PROXY_PAGE);
    const end = await project.run('twice_at_most', { name: 'broken' });
    expect(lab.callsOf('act', 'broken')).toHaveLength(2);
    expect(end).toMatchObject({ ok: false, details: { cause: { type: 'AttemptsSpent' } } });
  });

  it('is sent again after a refusal by the tool only where the author says so', async () => {
    lab.script('moody', { error: 'not now' });
    expect(await project.run('keyed_effect', { name: 'moody' })).toMatchObject({
      ok: false,
      details: { cause: { type: 'ToolFailed', message: 'not now' } },
    });
    lab.script('moodier', { error: 'not now' }, { error: 'not now' });
    expect(await project.run('tries_refusals', { name: 'moodier' })).toMatchObject({ ok: true });
  });
});

describe('an effect without a key', () => {
  it('is never repeated once it may have happened', async () => {
    lab.script('once', 'lost_answer');
    const handle = await project.start('unkeyed_effect', { name: 'once' });
    expect(await endOf(handle)).toMatchObject({ ok: false, details: { cause: { type: 'ServerUnavailable' } } });
    expect(lab.callsOf('act', 'once')).toHaveLength(1);
    expect((await viewOf(handle)).steps).toMatchObject([{ path: 'it', outcome: 'unknown' }]);
  });

  it('is sent again, after the time the server asked for, when it was only refused for now', async () => {
    lab.script('limited', { status: 429, headers: { 'retry-after': '1' }, body: 'slow down' });
    expect(await project.run('unkeyed_effect', { name: 'limited' })).toMatchObject({ ok: true });
    const [first, second] = lab.callsOf('act', 'limited').map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(950);
    expect(lab.done('limited')).toBe(1);
  });

  it('believes its probe: what happened is taken over, what did not is sent again', async () => {
    lab.script('seen', 'lost_answer');
    expect(await project.run('asks_first', { name: 'seen' })).toMatchObject({
      ok: true,
      output: { it: { id: expect.stringMatching(/^act-/) as string } },
    });
    expect(lab.callsOf('act', 'seen')).toHaveLength(1);
    lab.script('unseen', 'lost_request');
    expect(await project.run('asks_first', { name: 'unseen' })).toMatchObject({ ok: true });
    expect([lab.callsOf('act', 'unseen').length, lab.done('unseen')]).toEqual([2, 1]);
  });
});

describe('a read', () => {
  it('is sent again whatever happened', async () => {
    lab.script('page', PROXY_PAGE, 'lost_answer');
    expect(await project.run('unkeyed_read', { name: 'page' })).toMatchObject({
      ok: true,
      output: { it: { id: 'page' } },
    });
  });

  it('that takes too long is given up and sent again', async () => {
    lab.script('slow', 'hold');
    expect(await project.run('is_short_of_time', { name: 'slow' })).toMatchObject({ ok: true });
    expect(lab.callsOf('look', 'slow')).toHaveLength(2);
    lab.release('slow');
  });

  it('is remembered for as long as the definition says', async () => {
    const handle = await project.start('remembers', { name: 'fact' });
    expect(await endOf(handle)).toEqual({ ok: true, output: { first: 'fact', second: 'fact' } });
    expect(lab.callsOf('look', 'fact')).toHaveLength(1);
    expect((await viewOf(handle)).steps.map(({ provenance }) => provenance)).toEqual(['live', 'cached']);
  });
});

describe('a fallback', () => {
  it('stands in with a value, marked as such', async () => {
    lab.always('gone', PROXY_PAGE);
    const handle = await project.start('falls_back_to_value', { name: 'gone' });
    expect(await endOf(handle)).toEqual({ ok: true, output: { it: { id: 'nobody' } } });
    expect((await viewOf(handle)).steps).toMatchObject([{ path: 'it', provenance: 'fallback' }]);
  });

  it('stands in for an effect only after that certainly did nothing', async () => {
    lab.script('refuses', { error: 'no' });
    expect(await project.run('falls_back_to_call', { name: 'refuses' })).toMatchObject({ ok: true });
    expect(lab.left('stand-in')).toBe(1);
    lab.script('vanishes', 'lost_answer');
    expect(await project.run('falls_back_to_call', { name: 'vanishes' })).toMatchObject({ ok: false });
    expect(lab.done('stand-in')).toBe(1);
  });
});
