import { readFileSync } from 'node:fs';
import { defaultFailureConverter, defaultPayloadConverter, type LoadedDataConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { decodeEvent } from '../../../history/decode/decode-event.ts';
import type { Fact } from '../../../history/fact.ts';
import { givenPlan } from '../../../history/given-plan.ts';
import { foldPast } from '../../../history/past/fold-past.ts';

const converter: LoadedDataConverter = {
  payloadConverter: defaultPayloadConverter,
  failureConverter: defaultFailureConverter,
  payloadCodecs: [],
};

const { History } = proto.temporal.api.history.v1;

async function recorded(...names: string[]): Promise<{ workflowId: string; runs: Fact[][] }> {
  let workflowId = '';
  const runs: Fact[][] = [];
  for (const name of names) {
    const file = new URL(`../../replay/histories/${name}.json`, import.meta.url);
    const { history, workflowId: id } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    workflowId = id as string;
    // Over the wire, so that numbers are what a client gets.
    const { events } = History.decode(History.encode(historyFromJSON(history)).finish());
    const facts = await Promise.all(events.map((event) => decodeEvent(event, converter, { readsRequests: true })));
    runs.push(facts.filter((fact) => fact !== null));
  }
  return { workflowId, runs };
}

async function past(...names: string[]) {
  const { workflowId, runs } = await recorded(...names);
  return foldPast(workflowId, runs);
}

describe('what recorded executions left behind', () => {
  it('canceled: everything that happened is undone', async () => {
    const { calls } = await past('canceled');
    const happened = calls.filter(({ outcome }) => outcome !== 'no_effect');
    expect(happened.map(({ path, undone }) => [path, undone])).toEqual([
      ['first', 'done'],
      ['second', 'done'],
    ]);
  });

  it('completed: every effect stands, each with its answer', async () => {
    const { calls } = await past('completed');
    expect(calls.every(({ undone, outcome, answer }) => undone === 'no' && outcome === 'ok' && answer !== null)).toBe(
      true,
    );
    expect(calls.map(({ path }) => path)).toContain('apart');
  });

  it('a parked compensation that was left: the call stands', async () => {
    const { calls } = await past('parked-undo');
    expect(calls.find(({ path }) => path === 'first')).toMatchObject({ outcome: 'ok' });
  });

  it('a child that completed and was undone by its parent', async () => {
    const { runs } = await recorded('child-undone-1');
    const [id = ''] = runs.flat().flatMap((fact) => (fact.kind === 'child_initiated' ? [fact.workflowId] : []));
    const { children } = foldPast(id.slice(0, id.lastIndexOf('~')), runs);
    expect(children).toMatchObject([{ path: 'inner', epoch: 0, end: 'completed', undone: 'done' }]);
    expect(children[0]?.handed?.ledger.map(({ state }) => state)).toEqual(['compensated', 'compensated']);
  });

  it('a chain of runs names its links, and its effects are one list', async () => {
    const { runs } = await recorded(
      'continued-as-new-1',
      'continued-as-new-2',
      'continued-as-new-3',
      'continued-as-new-4',
    );
    const named = runs.flat().flatMap((fact) => (fact.kind === 'continued' ? [fact.nextRunId] : []));
    expect(named).toHaveLength(3);
    const keys = foldPast('', runs).calls.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('every start says whose execution it is and what it runs', async () => {
    const { runs } = await recorded('completed');
    const start = runs.flat().find((fact) => fact.kind === 'started');
    expect(start).toMatchObject({ definition: 'everything', given: null });
    expect(start?.kind === 'started' && start.firstRunId).toMatch(/^[0-9a-f-]{36}$/);
    expect(givenPlan(runs.flat())?.plan.name).toBe('everything');
  });
});
