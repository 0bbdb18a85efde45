import { describe, expect, it } from 'vitest';
import { addCarried, addEarlier } from '../../../history/data/add-earlier.ts';
import { collectData } from '../../../history/data/collect-data.ts';
import { createRoom } from '../../../history/data/room.ts';
import type { FactBody } from '../../../history/fact.ts';
import type { Json } from '../../../plan/json.ts';
import type { Kept, RecordedStep } from '../../../plan/recorded-data.ts';
import { fact } from '../support/facts.ts';

const UNBOUNDED = { ofOne: Infinity, ofAll: Infinity };

const scheduled = (activityId: string, given: Json): FactBody => ({
  kind: 'call_scheduled',
  activityId,
  activityType: 'server.tool',
  request: { arguments: given } as never,
});
const completed = (scheduledId: number, output: Json): FactBody => ({
  kind: 'call_completed',
  scheduledId,
  value: null,
  returned: { output } as never,
  by: '',
});

/** What is known after these facts, as plain values by path. */
function collected(...bodies: FactBody[]): Record<string, [Json | undefined, Json | undefined]> {
  const data = collectData('wf', () => true, createRoom(UNBOUNDED));
  for (const [index, body] of bodies.entries()) data.take(fact(index + 1, body));
  return Object.fromEntries(
    [...data.steps].map(([path, step]) => [path, [valueOf(step.arguments), valueOf(step.output)]]),
  );
}

function valueOf(kept: Kept | null): Json | undefined {
  return kept?.kind === 'whole' ? kept.value : undefined;
}

describe('without an interpreter, the history itself tells', () => {
  it('what calls were sent and gave, each tool and iteration for itself', () => {
    expect(collected(scheduled('a', { x: 1 }), completed(1, 'one'), scheduled('b[3].t', { x: 2 }))).toEqual({
      a: [{ x: 1 }, 'one'],
      'b[3].t': [{ x: 2 }, undefined],
    });
  });

  it('of several epochs the last, which has no output of those before', () => {
    expect(collected(scheduled('a', 1), completed(1, 'one'), scheduled('a@1', 2))).toEqual({ a: [2, undefined] });
  });

  it('what a fallback was sent, on the step that it stands in for', () => {
    expect(collected(scheduled('a', 1), scheduled('a~fallback', 2), completed(2, 'two'))).toEqual({ a: [2, 'two'] });
  });

  it('nothing of calls that undo or ask', () => {
    expect(
      collected(scheduled('a', 1), scheduled('a~probe', 2), scheduled('a~undo', 3), completed(3, 'undone')),
    ).toEqual({
      a: [1, undefined],
    });
  });

  it('the input of a child and what it handed over', () => {
    const child: FactBody = { kind: 'child_initiated', workflowId: 'wf~order@0', label: null, input: 5 };
    const ended: FactBody = { kind: 'child_completed', initiatedId: 1, handed: { output: 6, ledger: [] } };
    expect(collected(child, ended)).toEqual({ order: [5, 6] });
  });

  it('nothing of a result that is none of ours', () => {
    const foreign: FactBody = { kind: 'call_completed', scheduledId: 1, value: 'hello', returned: null, by: '' };
    expect(collected(scheduled('a', 1), foreign)).toEqual({ a: [1, undefined] });
  });
});

describe('what is kept', () => {
  it('is bounded for one value and for all of them together, in bytes of JSON text', () => {
    const room = createRoom({ ofOne: 10, ofAll: 20 });
    expect(room.keep('12345678')).toEqual({ kind: 'whole', value: '12345678', bytes: 10 });
    expect(room.keep('123456789')).toEqual({ kind: 'cut', bytes: 11 });
    expect(room.keep('äöüß')).toEqual({ kind: 'whole', value: 'äöüß', bytes: 10 });
    expect(room.keep(1)).toEqual({ kind: 'cut', bytes: 1 });
  });

  it('makes room again where a later attempt has taken its place', () => {
    const data = collectData('wf', () => true, createRoom({ ofOne: 10, ofAll: 20 }));
    for (let epoch = 0; epoch < 5; epoch += 1) {
      data.take(fact(2 * epoch + 1, scheduled(`a@${String(epoch)}`, '12345678')));
      data.take(fact(2 * epoch + 2, completed(2 * epoch + 1, '12345678')));
    }
    expect(data.steps.get('a')).toMatchObject({ arguments: { kind: 'whole' }, output: { kind: 'whole' } });
  });

  it('is only what is wanted', () => {
    const data = collectData('wf', (path) => path === 'a', createRoom(UNBOUNDED));
    data.take(fact(1, scheduled('b', 1)));
    data.ended('b', 2);
    expect(data.steps.size).toBe(0);
  });
});

describe('an earlier run', () => {
  const room = createRoom(UNBOUNDED);
  const step = (given: Json, output: Json): RecordedStep => ({
    arguments: given === null ? null : room.keep(given),
    output: output === null ? null : room.keep(output),
  });

  it.each([
    ['gives what the later one does not know', undefined, step(1, 'one'), step(1, 'one')],
    ['gives no output to a step that was called again', step(2, null), step(1, 'one'), step(2, null)],
    [
      'gives the arguments of a call that a person ended later',
      step(null, 'by hand'),
      step(1, null),
      step(1, 'by hand'),
    ],
    ['is outweighed where both know', step(2, 'two'), step(1, 'one'), step(2, 'two')],
  ])('%s', (_, later, earlier, both) => {
    const steps = new Map(later === undefined ? [] : [['a', later]]);
    addEarlier(steps, new Map([['a', earlier]]), room);
    expect(steps.get('a')).toEqual(both);
  });

  it('that is gone has left what it handed on, and no more', () => {
    const steps = new Map([['known', step(1, 'one')]]);
    const records = {
      known: { output: 'other' },
      handed: { output: 'two' },
      dropped: { output: null },
      unasked: { output: 3 },
    };
    const wanted = new Map([
      ['known', true],
      ['handed', true],
      ['dropped', true],
    ]);
    addCarried(steps, { state: { records } }, wanted, room);
    expect([...steps]).toEqual([
      ['known', step(1, 'one')],
      ['handed', step(null, 'two')],
    ]);
    addCarried(steps, null, wanted, room);
    addCarried(steps, { state: 'broken' }, wanted, room);
    expect(steps.size).toBe(2);
  });
});
