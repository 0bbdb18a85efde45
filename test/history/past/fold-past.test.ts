import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../history/fact.ts';
import { foldPast } from '../../../history/past/fold-past.ts';
import type { CallRequest, CallReturn } from '../../../plan/call.ts';
import { canonicalJson } from '../../../plan/hash/canonical-json.ts';
import type { LedgerEntry } from '../../../plan/ledger.ts';
import type { Outcome } from '../../../plan/outcome.ts';
import { sha256Hex } from '../../../plan/hash/sha256.ts';
import { callCompleted, callFailed, callScheduled, fact } from '../support/facts.ts';

type End = Outcome | 'open';

/** One call of a run: scheduled, and ended as it says. */
function call(id: number, request: Partial<CallRequest>, end: End, value: Partial<CallReturn> = {}): Fact[] {
  const full = { direction: 'forward', path: 'pay', epoch: 0, key: 'k', repeatable: true, intent: NO_ARGUMENTS };
  const scheduled = fact(id, callScheduled({ ...full, ...request } as CallRequest));
  if (end === 'open') return [scheduled];
  if (end !== 'ok') return [scheduled, fact(id, callFailed(id, end))];
  const returned = { output: null, frozen: null, ...value } as CallReturn;
  return [scheduled, fact(id, callCompleted(id, returned))];
}

/** An operator says that the undo is done. */
function undoneByHand(path: string, epoch: number): Fact {
  const about = { at: '2030-01-01T00:00:00.000Z', path, epoch, parkId: 'p', direction: 'compensation' as const };
  const said = { verb: 'mark_compensated', by: null, reason: null, evidence: 'seen', unclear: null, happened: null };
  return fact(3, { kind: 'decided', decision: { ...about, ...said, phase: 'compensating' } });
}

const NO_ARGUMENTS = { frozen: {}, withoutOutput: null };

const undo = (id: number, end: End, more: Partial<CallRequest> = {}) =>
  call(id, { direction: 'compensation', key: 'u0', compensates: 'k', intent: null, ...more }, end);

const only = (...runs: Fact[][]) => {
  const { calls } = foldPast('w', runs);
  expect(calls).toHaveLength(1);
  return calls[0];
};

describe('a call', () => {
  it('that succeeded keeps what it answered and what it froze', () => {
    const value = { output: { b: 1, a: 2 }, frozen: { id: 'x' } };
    expect(only(call(5, {}, 'ok', value))).toEqual({
      path: 'pay',
      epoch: 0,
      key: 'k',
      scheduledAt: 5,
      repeatable: true,
      outcome: 'ok',
      intent: NO_ARGUMENTS,
      frozen: { id: 'x' },
      answer: sha256Hex(canonicalJson({ a: 2, b: 1 })),
      undone: 'no',
      undoEpoch: 0,
    });
  });

  it.each([
    [['no_effect'], 'no_effect'],
    [['open'], 'unknown'],
    [['no_effect', 'effect_possible'], 'effect_possible'],
    [['unknown', 'no_effect'], 'unknown'],
    [['unknown', 'ok'], 'ok'],
    [['ok', 'unknown'], 'ok'],
    [['ok', 'open'], 'ok'],
    [['no_effect', 'open', 'no_effect'], 'unknown'],
  ] as const)('whose runs saw %j counts as %s', (ends, outcome) => {
    expect(only(...ends.map((end) => call(3, {}, end)))?.outcome).toBe(outcome);
    // The same within one run: it was sent again under its key.
    expect(only(ends.flatMap((end, index) => call(index, {}, end)))?.outcome).toBe(outcome);
  });

  it('that only reads, or only asks, is none of the past', () => {
    const facts = [...call(1, { intent: null }, 'ok'), ...call(2, { direction: 'probe', intent: null }, 'ok')];
    expect(foldPast('w', [facts]).calls).toEqual([]);
  });

  it('of a worker before intents were written down is taken for an effect', () => {
    const [scheduled] = call(1, {}, 'open');
    const request = scheduled?.kind === 'call_scheduled' ? scheduled.request : null;
    const { intent: _, ...old } = request ?? expect.fail('A call is scheduled with its request.');
    const facts = [fact(1, callScheduled(old as CallRequest))];
    expect(only(facts)).toMatchObject({ outcome: 'unknown', intent: { frozen: null, withoutOutput: null } });
  });

  it('comes in the order of the first time that it was scheduled', () => {
    const first = [...call(1, { key: 'a' }, 'ok'), ...call(7, { key: 'c' }, 'ok')];
    const { calls } = foldPast('w', [[...call(4, { key: 'b' }, 'ok'), ...call(9, { key: 'a' }, 'ok')], first]);
    expect(calls.map(({ key, scheduledAt }) => [key, scheduledAt])).toEqual([
      ['a', 1],
      ['b', 4],
      ['c', 7],
    ]);
  });
});

describe('a compensation', () => {
  it.each([
    [[], 'no', 0],
    [['ok'], 'done', 0],
    [['unknown'], 'unclear', 0],
    [['effect_possible'], 'unclear', 0],
    [['open'], 'unclear', 0],
    [['no_effect'], 'no', 1],
    [['unknown', 'no_effect'], 'unclear', 0],
    [['no_effect', 'open'], 'unclear', 0],
    [['open', 'ok'], 'done', 0],
  ] as const)('under one key that ended %j: %s, goes on under %d', (ends, undone, undoEpoch) => {
    const runs = ends.map((end) => [...call(1, {}, 'ok'), ...undo(2, end)]);
    expect(only(call(1, {}, 'ok'), ...runs)).toMatchObject({ undone, undoEpoch });
  });

  it('that was refused and sent again under the next key counts with both', () => {
    const next = { key: 'u1', epoch: 1 };
    const facts = [...call(1, {}, 'ok'), ...undo(2, 'no_effect'), ...undo(3, 'open', next)];
    expect(only(facts)).toMatchObject({ undone: 'unclear', undoEpoch: 1 });
  });

  it('has the epoch of its call inside its own', () => {
    const facts = [...call(1, { epoch: 3 }, 'ok'), ...undo(2, 'ok', { epoch: 5 })];
    expect(only(facts)).toMatchObject({ epoch: 3, undone: 'done', undoEpoch: 2 });
  });

  it('of another run, or of a recovery, counts', () => {
    expect(only(call(1, {}, 'ok'), undo(2, 'ok'))).toMatchObject({ outcome: 'ok', undone: 'done' });
  });
});

describe('what a person says of an undo', () => {
  const byHand = undoneByHand('pay', 1);

  it('counts for the call with that path and epoch, and for no other', () => {
    expect(only([...call(1, { epoch: 1 }, 'ok'), ...undo(2, 'open', { epoch: 1 }), byHand])?.undone).toBe('done');
    expect(only([...call(1, { epoch: 2 }, 'ok'), byHand])?.undone).toBe('no');
    expect(only([...call(1, { path: 'other', epoch: 1 }, 'ok'), byHand])?.undone).toBe('no');
  });
});

describe('a child', () => {
  const entry = (key: string, more: Partial<LedgerEntry> = {}) =>
    ({ path: key, key, epoch: 0, outcome: 'ok', state: 'open', undoEpoch: 0, child: null, ...more }) as LedgerEntry;
  const initiate = (workflowId: string): Fact => fact(1, { kind: 'child_initiated', workflowId, label: null });
  const initiated = initiate('w~inner[2]@1');
  const completed = (...ledger: LedgerEntry[]): Fact =>
    fact(2, { kind: 'child_completed', initiatedId: 1, handed: { output: 7, ledger } });
  const ended = (end: 'nothing' | 'unclear'): Fact =>
    fact(2, { kind: 'child_failed', initiatedId: 1, error: new Error('no'), end });
  const child = (...runs: Fact[][]) => foldPast('w', runs).children[0];

  it('is named by its place in the parent', () => {
    expect(child([initiated])).toMatchObject({ id: 'w~inner[2]@1', path: 'inner[2]', epoch: 1, end: 'open' });
    const odd = initiate('a~b@7~inner@0');
    expect(foldPast('a~b@7', [[odd]]).children[0]).toMatchObject({ path: 'inner', epoch: 0 });
  });

  it.each([
    [[[ended('nothing')]], 'nothing'],
    [[[ended('nothing')], []], 'open'],
    [[[ended('unclear')], [ended('nothing')]], 'unclear'],
    [[[], [completed()]], 'completed'],
  ])('over several runs: %#', (ends, end) => {
    expect(child(...ends.map((facts) => [initiated, ...facts]))?.end).toBe(end);
  });

  it.each([
    ['nothing of it', [], 'no', ['open', 'open']],
    ['one entry', [undo(5, 'ok', { compensates: 'a' })], 'unclear', ['compensated', 'open']],
    [
      'all',
      [undo(5, 'ok', { compensates: 'a' }), undo(6, 'ok', { compensates: 'b', key: 'u2' })],
      'done',
      ['compensated', 'compensated'],
    ],
    ['one, perhaps', [undo(5, 'open', { compensates: 'a' })], 'unclear', ['open', 'open']],
  ])('of which the parent undid %s', (_, undoings, undone, states) => {
    const found = child([initiated, completed(entry('a'), entry('b')), ...undoings.flat()]);
    expect(found?.undone).toBe(undone);
    expect(found?.handed?.ledger.map(({ state }) => state)).toEqual(states);
  });

  it('of which a person undid an entry', () => {
    const byHand = undoneByHand('inner[2]/a', 0);
    const found = child([initiated, completed(entry('a'), entry('b')), byHand]);
    expect(found?.handed?.ledger.map(({ state }) => state)).toEqual(['compensated', 'open']);
    expect(found?.undone).toBe('unclear');
  });

  it('whose own child was undone counts as undone', () => {
    const nested = entry('outer', { child: { id: 'w~inner~deep@0', ledger: [entry('deep')] } });
    const found = child([initiated, completed(nested), ...undo(5, 'ok', { compensates: 'deep' })]);
    expect(found?.undone).toBe('done');
    expect(found?.handed?.ledger[0]).toMatchObject({
      state: 'compensated',
      child: { ledger: [{ state: 'compensated' }] },
    });
  });
});
