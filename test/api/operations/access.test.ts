import { describe, expect, it } from 'vitest';
import { commandLineCaller } from '../../../api/operations/caller.ts';
import type { Caller } from '../../../api/operations/caller.ts';
import { OperationError } from '../../../api/operations/errors.ts';
import type { ExecutionOwner, Executions, ListQuery } from '../../../api/operations/ports.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { beginView } from '../../../plan/view/fold.ts';
import { waitFor } from '../../workflows/interpreter/support/plans.ts';
import { planOf } from '../project-plans.ts';
import { servedOperations } from './served-operations.ts';

const plan = planOf(`
saga_definition:
  name: stocktaking
  input: { type: object }
  steps: [{ name: stock, mcp_server: inventory_server, action: get_stock, arguments: { sku: x } }]
`);
const ID = 'stocktaking/1';

const asked: { updates: { name: string; argument: JsonObject }[]; lists: ListQuery[] } = { updates: [], lists: [] };
const owner: ExecutionOwner = {
  runId: 'r',
  definition: 'stocktaking',
  status: 'running',
  tenant: 'acme',
  startedBy: 'alice',
  claim: null,
};
const beginning = { id: ID, runId: 'r', planHash: 'x', startedAt: '2026-01-01T00:00:00Z', owner };
const executions: Partial<Executions> = {
  owner: (id: string) => Promise.resolve(id === ID ? owner : null),
  view: (id: string) => Promise.resolve(id === ID ? beginView(plan, beginning) : null),
  data: () => Promise.resolve({ input: { kind: 'whole', value: {}, bytes: 2 }, steps: new Map(), missing: null }),
  start: () => Promise.resolve({ runId: 'r' }),
  links: () => ({}),
  list: (query: ListQuery) => {
    asked.lists.push(query);
    return Promise.resolve({ executions: [], cursor: null });
  },
  update: (_: string, name: string, argument: JsonObject) => {
    asked.updates.push({ name, argument });
    return Promise.resolve();
  },
  plan: () => Promise.resolve({ ...plan, steps: [waitFor('w', 'paid')] }),
  signal: () => Promise.resolve(),
  cancel: () => Promise.resolve(),
  hasWorker: () => Promise.resolve(true),
  async *follow() {
    yield* await Promise.resolve([]);
  },
};

const definitions = [{ plan, planHash: 'x', source: '', schedule: null, skipped: [] }];
const operations = servedOperations({ definitions, executions });

const bob = (...scopes: string[]): Caller => ({ principal: 'bob', tenant: 'acme', scopes, requestId: null });

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (error instanceof OperationError) return error.code;
    throw error;
  }
}

const everything: [string, (caller: Caller) => unknown][] = [
  ['get', (caller) => operations.get(caller, ID)],
  ['withData', (caller) => operations.withData(caller, beginView(plan, beginning), () => '')],
  ['stepData', (caller) => operations.stepData(caller, ID, 'stock')],
  ['input', (caller) => operations.input(caller, ID)],
  ['wait', (caller) => operations.wait(caller, { id: ID }, { waitMs: 1 })],
  ['follow', (caller) => operations.follow(caller, ID, {})],
  ['decide', (caller) => operations.decide(caller, ID, 'retry', {})],
  ['approve', (caller) => operations.approve(caller, ID, 'review', { approved: true })],
  ['signal', (caller) => operations.signal(caller, ID, 'paid', null)],
  ['cancel', (caller) => operations.cancel(caller, ID)],
];

describe("another tenant's execution", () => {
  it.each(everything)('is not there to %s, whatever the scopes', async (_, work) => {
    expect(await codeOf(() => work({ ...bob('admin'), tenant: 'globex' }))).toBe('unknown-execution');
  });

  it('is in no list', async () => {
    await operations.list({ ...bob('admin'), tenant: 'globex' }, { limit: 10 });
    expect(asked.lists.at(-1)).toMatchObject({ tenant: 'globex' });
  });
});

describe('the command line', () => {
  it.each(everything)('may %s executions of every tenant: its user reaches Temporal itself', async (_, work) => {
    expect(await codeOf(() => work(commandLineCaller('ada')))).toBe('done');
  });

  it('lists executions of every tenant', async () => {
    await operations.list(commandLineCaller(null), { limit: 10 });
    expect(asked.lists.at(-1)).toEqual({ limit: 10 });
  });
});

describe('a scope', () => {
  it.each(everything)('is needed to %s', async (_, work) => {
    expect(await codeOf(() => work(bob()))).toBe('forbidden');
  });

  it.each([
    ['definition:stocktaking:read', 'done', 'forbidden', 'forbidden'],
    ['definition:*:read', 'done', 'forbidden', 'forbidden'],
    ['definition:stocktaking:data', 'done', 'forbidden', 'forbidden'],
    ['definition:stocktaking:start', 'done', 'done', 'forbidden'],
    ['definition:other:start', 'forbidden', 'forbidden', 'forbidden'],
    ['decide', 'done', 'forbidden', 'done'],
    ['admin', 'done', 'done', 'done'],
  ])('%s: get is %s, start is %s, decide is %s', async (scope, get, start, decide) => {
    const caller = bob(scope);
    expect(await codeOf(() => operations.get(caller, ID))).toBe(get);
    expect(await codeOf(() => operations.start(caller, { definition: 'stocktaking', input: {} }))).toBe(start);
    expect(await codeOf(() => operations.decide(caller, ID, 'retry', {}))).toBe(decide);
  });

  it.each([
    ['definition:stocktaking:data', 'done'],
    ['definition:*:data', 'done'],
    ['admin', 'done'],
    ['definition:other:data', 'forbidden'],
    ['definition:*:read', 'forbidden'],
    ['definition:*:start', 'forbidden'],
    ['decide', 'forbidden'],
  ])('%s: input, arguments and outputs are %s', async (scope, data) => {
    const caller = bob(scope);
    const view = beginView(plan, beginning);
    expect(await codeOf(() => operations.withData(caller, view, () => ''))).toBe(data);
    expect(await codeOf(() => operations.stepData(caller, ID, 'stock'))).toBe(data);
    expect(await codeOf(() => operations.input(caller, ID))).toBe(data);
  });

  it('bounds what is listed, and the definitions that are shown', async () => {
    expect(operations.definitions(bob())).toEqual([]);
    expect(await operations.list(bob('definition:other:read'), { limit: 10 })).toEqual({
      executions: [],
      cursor: null,
    });
    await operations.list(bob('definition:stocktaking:read'), { limit: 10 });
    expect(asked.lists.at(-1)).toMatchObject({ definitions: ['stocktaking'] });
  });

  const forAdministrators: [string, (caller: Caller) => unknown][] = [
    ['see the servers', (caller) => operations.servers(caller)],
    ['see whether a worker listens', (caller) => operations.hasWorker(caller)],
    ['see the schedules', (caller) => operations.schedules(caller)],
    ['change the schedules', (caller) => operations.applySchedules(caller, { isDryRun: true })],
  ];

  it.each(forAdministrators)('of an administrator is needed to %s', async (_, work) => {
    const ofDefault = (scope: string): Caller => ({ ...bob(scope), tenant: 'default' });
    expect(await codeOf(() => work(ofDefault('decide')))).toBe('forbidden');
    expect(await codeOf(() => work(ofDefault('admin')))).toBe('done');
  });

  it('of an administrator does not reach schedules from another tenant: they are of the default one', async () => {
    expect(await codeOf(() => operations.schedules(bob('admin')))).toBe('forbidden');
    expect(await codeOf(() => operations.applySchedules(bob('admin'), { isDryRun: true }))).toBe('forbidden');
  });
});

describe('what history keeps of a decision', () => {
  it('is the verified identity, whatever the caller says', async () => {
    await operations.decide(bob('decide'), ID, 'retry', { by: 'the boss', reason: 'x' });
    expect(asked.updates.at(-1)).toEqual({ name: 'retry', argument: { by: 'bob', reason: 'x' } });
    await operations.approve(bob('decide'), ID, 'review', { approved: false, reason: 'too much' });
    expect(asked.updates.at(-1)).toEqual({
      name: 'reject',
      argument: { step: 'review', by: 'bob', reason: 'too much' },
    });
  });

  it('is what the caller says where identity is off', async () => {
    const nobody: Caller = { ...bob('admin'), principal: null };
    await operations.decide(nobody, ID, 'retry', { by: 'carol' });
    expect(asked.updates.at(-1)).toEqual({ name: 'retry', argument: { by: 'carol' } });
  });
});

it('an approval is never answered by who started the execution', async () => {
  const alice: Caller = { ...bob('admin'), principal: 'alice' };
  expect(await codeOf(() => operations.approve(alice, ID, 'review', { approved: true }))).toBe('own-approval');
});
