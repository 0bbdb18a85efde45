import { describe, expect, it } from 'vitest';
import { localCaller } from '../../../api/operations/caller.ts';
import { OperationError } from '../../../api/operations/errors.ts';
import type { ServedDefinition } from '../../../api/operations/ports.ts';
import type { Schedules, ScheduleState } from '../../../api/operations/schedules/port.ts';
import { compileInLab } from '../../compiler/support/lab.ts';
import { scriptSchedules } from './scripted-schedules.ts';
import { servedOperations } from './served-operations.ts';

function definition(name: string, input = '{}'): ServedDefinition {
  const result = compileInLab(
    `workflow_definition:\n  name: ${name}\n  input: { type: object, properties: { day: { type: string, pattern: '^[a-z]+$' } } }\n` +
      `  schedule: { every: 1h, input: ${input} }\n  steps: [{ name: rest, sleep: 1s }]\n`,
  );
  if (!result.ok || result.schedule === null) throw new Error('It does not compile.');
  const { plan, planHash, schedule } = result;
  return { plan, planHash, schedule, source: '', skipped: [] };
}

/** Applies what these definitions say, as the command line does. */
function apply(wanted: ServedDefinition[], schedules: Schedules, isDryRun = false) {
  return servedOperations({ definitions: wanted, schedules }).applySchedules(localCaller(null), { isDryRun });
}

const asWritten: ScheduleState = { kind: 'ours', differs: [] };
const other: ScheduleState = { kind: 'ours', differs: ['input'] };

describe('applying schedules', () => {
  const states = { same: asWritten, changed: other, surplus: asWritten };
  const wanted = ['same', 'new_one', 'changed'].map((name) => definition(name));

  it('creates, updates and removes, in the order of their names', async () => {
    const { schedules, asked } = scriptSchedules(states);
    const changes = await apply(wanted, schedules);
    expect(changes).toEqual([
      { definition: 'changed', scheduleId: 'id/changed', change: 'update', differs: ['input'], problem: null },
      { definition: 'new_one', scheduleId: 'id/new_one', change: 'create', differs: [], problem: null },
      { definition: 'same', scheduleId: 'id/same', change: 'none', differs: [], problem: null },
      { definition: 'surplus', scheduleId: 'id/surplus', change: 'remove', differs: [], problem: null },
    ]);
    expect(asked).toEqual(['update changed', 'create new_one', 'remove surplus']);
  });

  it('says the same and changes nothing when it only looks', async () => {
    const { schedules, asked } = scriptSchedules(states);
    const changes = await apply(wanted, schedules, true);
    expect(changes.map(({ change }) => change)).toEqual(['update', 'create', 'none', 'remove']);
    expect(asked).toEqual([]);
  });

  it('goes on after one that Temporal does not take', async () => {
    const { schedules, asked } = scriptSchedules(states, ['changed']);
    const changes = await apply(wanted, schedules);
    expect(changes.map(({ problem }) => problem)).toEqual(['Not changed.', null, null, null]);
    expect(asked).toHaveLength(3);
  });

  it('stops when Temporal is not there any more', async () => {
    const { schedules } = scriptSchedules(states);
    const lost = new OperationError('temporal-unavailable', 'Gone.');
    const broken = { ...schedules, create: () => Promise.reject(lost) };
    await expect(apply(wanted, broken)).rejects.toBe(lost);
  });

  it('changes nothing when an id is taken by somebody else', async () => {
    const { schedules, asked } = scriptSchedules({ ...states, new_one: { kind: 'foreign' } });
    const applied = apply(wanted, schedules);
    await expect(applied).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('id/new_one') as string,
    });
    expect(asked).toEqual([]);
  });

  it('changes nothing while a definition cannot be compiled, whichever it is', async () => {
    const { schedules, asked } = scriptSchedules(states);
    const broken = [{ file: 'other.yaml:3', message: 'It is no YAML.' }];
    const operations = servedOperations({ definitions: wanted, broken, schedules });
    await expect(operations.applySchedules(localCaller(null), { isDryRun: false })).rejects.toMatchObject({
      code: 'definition-not-ready',
      message: expect.stringContaining('other.yaml:3') as string,
    });
    expect(asked).toEqual([]);
  });

  it('changes nothing when a definition with a schedule could not start', async () => {
    const { schedules, asked } = scriptSchedules(states);
    const unbound = { ...definition('unbound'), skipped: ['"bank" does not answer.'] };
    await expect(apply([...wanted, unbound], schedules)).rejects.toMatchObject({
      code: 'definition-not-ready',
      message:
        'No schedule was changed. "unbound" could not start, because its tools\' schemas are not known: "bank" does not answer.',
    });
    expect(asked).toEqual([]);
  });

  it('leaves definitions without a schedule alone', async () => {
    const { schedules, asked } = scriptSchedules();
    expect(await apply([{ ...definition('never'), schedule: null }], schedules)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('changes nothing when an input does not fit, also where only the whole schema says so', async () => {
    const { schedules, asked } = scriptSchedules(states);
    const applied = apply([...wanted, definition('daily', '{ day: "1" }')], schedules);
    await expect(applied).rejects.toMatchObject({ code: 'invalid-input', misfits: [{ pointer: '/day' }] });
    expect(asked).toEqual([]);
  });
});

it('lists what is still there', async () => {
  const { schedules } = scriptSchedules({ gone: asWritten, here: asWritten });
  expect(await servedOperations({ schedules }).schedules(localCaller(null))).toEqual([{ definition: 'here' }]);
});
