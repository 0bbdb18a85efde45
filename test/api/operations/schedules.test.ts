import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../api/operations/errors.ts';
import { applySchedules, listSchedules } from '../../../api/operations/schedules.ts';
import type { ScheduledDefinition, Schedules, ScheduleState, ScheduleView } from '../../../api/operations/schedules.ts';
import { compileInLab } from '../../compiler/support/lab.ts';

function definition(name: string, input = '{}'): ScheduledDefinition {
  const result = compileInLab(
    `workflow_definition:\n  name: ${name}\n  input: { type: object, properties: { day: { type: string, pattern: '^[a-z]+$' } } }\n` +
      `  schedule: { every: 1h, input: ${input} }\n  steps: [{ name: rest, sleep: 1s }]\n`,
  );
  if (!result.ok || result.schedule === null) throw new Error('It does not compile.');
  return { plan: result.plan, schedule: result.schedule };
}

/** Schedules by definition; what is asked to be changed is written down. */
function scripted(states: Record<string, ScheduleState>, refused: string[] = []) {
  const asked: string[] = [];
  const take = (what: string, name: string): Promise<void> => {
    asked.push(`${what} ${name}`);
    return refused.includes(name) ? Promise.reject(new OperationError('refused', `Not ${name}.`)) : Promise.resolve();
  };
  const schedules: Schedules = {
    idOf: (name) => `id/${name}`,
    definitions: () => Promise.resolve(Object.keys(states).filter((name) => states[name]?.kind === 'ours')),
    compare: ({ plan }) => Promise.resolve(states[plan.name] ?? { kind: 'absent' }),
    create: ({ plan }) => take('create', plan.name),
    update: ({ plan }) => take('update', plan.name),
    remove: (name) => take('remove', name),
    view: (name) => Promise.resolve(name === 'gone' ? null : ({ definition: name } as ScheduleView)),
  };
  return { schedules, asked };
}

const asWritten: ScheduleState = { kind: 'ours', differs: [] };
const other: ScheduleState = { kind: 'ours', differs: ['input'] };

describe('applying schedules', () => {
  const states = { same: asWritten, changed: other, surplus: asWritten };
  const wanted = ['same', 'new_one', 'changed'].map((name) => definition(name));

  it('creates, updates and removes, in the order of their names', async () => {
    const { schedules, asked } = scripted(states);
    const changes = await applySchedules(schedules, wanted, { isDryRun: false });
    expect(changes).toEqual([
      { definition: 'changed', scheduleId: 'id/changed', change: 'update', differs: ['input'], problem: null },
      { definition: 'new_one', scheduleId: 'id/new_one', change: 'create', differs: [], problem: null },
      { definition: 'same', scheduleId: 'id/same', change: 'none', differs: [], problem: null },
      { definition: 'surplus', scheduleId: 'id/surplus', change: 'remove', differs: [], problem: null },
    ]);
    expect(asked).toEqual(['update changed', 'create new_one', 'remove surplus']);
  });

  it('says the same and changes nothing when it only looks', async () => {
    const { schedules, asked } = scripted(states);
    const changes = await applySchedules(schedules, wanted, { isDryRun: true });
    expect(changes.map(({ change }) => change)).toEqual(['update', 'create', 'none', 'remove']);
    expect(asked).toEqual([]);
  });

  it('goes on after one that Temporal does not take', async () => {
    const { schedules, asked } = scripted(states, ['changed']);
    const changes = await applySchedules(schedules, wanted, { isDryRun: false });
    expect(changes.map(({ problem }) => problem)).toEqual(['Not changed.', null, null, null]);
    expect(asked).toHaveLength(3);
  });

  it('stops when Temporal is not there any more', async () => {
    const { schedules } = scripted(states);
    const lost = new OperationError('temporal-unavailable', 'Gone.');
    const broken = { ...schedules, create: () => Promise.reject(lost) };
    await expect(applySchedules(broken, wanted, { isDryRun: false })).rejects.toBe(lost);
  });

  it('changes nothing when an id is taken by somebody else', async () => {
    const { schedules, asked } = scripted({ ...states, new_one: { kind: 'foreign' } });
    const applied = applySchedules(schedules, wanted, { isDryRun: false });
    await expect(applied).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('id/new_one') as string,
    });
    expect(asked).toEqual([]);
  });

  it('changes nothing when an input does not fit, also where only the whole schema says so', async () => {
    const { schedules, asked } = scripted(states);
    const applied = applySchedules(schedules, [...wanted, definition('daily', '{ day: "1" }')], { isDryRun: false });
    await expect(applied).rejects.toMatchObject({ code: 'invalid-input', misfits: [{ pointer: '/day' }] });
    expect(asked).toEqual([]);
  });
});

it('lists what is still there', async () => {
  const { schedules } = scripted({ gone: asWritten, here: asWritten });
  expect(await listSchedules(schedules)).toEqual([{ definition: 'here' }]);
});
