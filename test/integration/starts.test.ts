import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locateTemporal } from '../../cli/temporal/locate.ts';
import { startLab, type Lab } from '../support/lab/lab.ts';
import { pause } from '../support/progress.ts';
import { endOf, openTestProject, type TestProject } from '../support/project.ts';
import { locateOptions, testTemporal } from '../support/temporal.ts';

const definition = `
saga_definition:
  name: greets
  input:
    type: object
    required: [name, count]
    properties: { name: { type: string, minLength: 1 }, count: { type: integer, minimum: 1 } }
  steps:
    - { name: greet, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}", value: "\${{ input.count }}" }, compensation: undo_act }
  output: { said: "\${{ steps.greet.output.value }}" }
`;

let lab: Lab;
let project: TestProject;

beforeAll(async () => {
  lab = await startLab();
  project = await openTestProject({ platform: lab.platform, definitions: [definition] });
});
afterAll(async () => {
  await project.close();
  await lab.close();
});

it('starts with the business input and nothing else; the plan is in the history', async () => {
  const handle = await project.start('greets', { name: 'client', count: 2 });
  expect(await endOf(handle)).toEqual({ ok: true, output: { said: 2 } });
  const { events } = await handle.fetchHistory();
  const markers = (events ?? []).filter(({ markerRecordedEventAttributes }) => markerRecordedEventAttributes != null);
  expect(markers).toHaveLength(1);
});

it('starts from the `temporal` command', async () => {
  const located = await locateTemporal({ ...locateOptions(), environment: withoutAddress(), say: () => undefined });
  if (!('binary' in located)) throw new Error('There is no `temporal` program.');
  const { address, namespace } = testTemporal();
  const target = ['--address', address, '--namespace', namespace, '--workflow-id', 'greets/from-the-shell'];
  const { stdout } = await promisify(execFile)(located.binary, [
    ...['workflow', 'execute', ...target, '--task-queue', project.taskQueue, '--type', 'greets'],
    ...['--input', '{"name": "shell", "count": 3}', '--output', 'json'],
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'COMPLETED', result: { said: 3 } });
  expect(lab.left('shell')).toBe(1);
});

function withoutAddress(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'TEMPORAL_ADDRESS'));
}

describe('a start that is refused: one sentence, at once, and nothing was called', () => {
  it.each([
    ['an unknown definition', 'greetz', {}, 'UnknownDefinition', 'There is no definition "greetz" here.'],
    ['a missing property', 'greets', { name: 'x' }, 'InvalidInput', 'The input does not fit "greets"'],
    ['a wrong type', 'greets', { name: 'x', count: 'two' }, 'InvalidInput', '/count'],
    ['a property too much', 'greets', { name: 'x', count: 1, extra: true }, 'InvalidInput', 'extra'],
    ['a list', 'greets', ['x'], 'InvalidInput', 'it is not a JSON object'],
    ['nothing', 'greets', null, 'InvalidInput', 'The input does not fit "greets"'],
  ])('%s', async (_, name, input, type, sentence) => {
    const before = lab.calls.length;
    const handle = await project.start(name, input);
    const end = await endOf(handle);
    expect(end).toMatchObject({ ok: false, type, message: expect.stringContaining(sentence) as string });
    expect(end.ok || end.message).not.toMatch(/\n\s+at /);
    expect(lab.calls).toHaveLength(before);
  });

  it('keys that would reach a prototype', async () => {
    const input = JSON.parse('{"name": "x", "count": 1, "__proto__": {"polluted": true}}') as { name: string };
    expect(await project.run('greets', input)).toMatchObject({ ok: false, type: 'InvalidInput' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('an input above what Temporal takes never becomes an execution', async () => {
    const input = { name: 'x'.repeat(3 * 1024 * 1024), count: 1 };
    await expect(project.start('greets', input, 'huge')).rejects.toThrow();
    await pause();
    await expect(project.client.workflow.getHandle('greets/huge').describe()).rejects.toThrow(/not found/i);
  });
});
