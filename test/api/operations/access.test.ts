import { describe, expect, it } from 'vitest';
import { createOperations } from '../../../api/operations/create-operations.ts';
import type { Caller } from '../../../api/operations/caller.ts';
import { OperationError } from '../../../api/operations/errors.ts';
import type { ExecutionOwner, Executions, ListQuery } from '../../../api/operations/ports.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { beginView } from '../../../plan/view-fold.ts';
import { planOf } from '../project-plans.ts';

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
const executions = {
  owner: (id: string) => Promise.resolve(id === ID ? owner : null),
  view: (id: string) => Promise.resolve(id === ID ? beginView(plan, beginning) : null),
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
  signal: () => Promise.resolve(),
  cancel: () => Promise.resolve(),
} as unknown as Executions;

const operations = createOperations({
  executions,
  definitions: {
    find: (name) => (name === 'stocktaking' ? { plan, planHash: 'x', source: '', skipped: [] } : undefined),
    names: () => ['stocktaking'],
    broken: () => [],
    onChange: () => () => undefined,
  },
  servers: { status: () => Promise.resolve([]) },
  randomId: () => 'random',
  now: () => 0,
});

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

describe('a scope', () => {
  it.each(everything)('is needed to %s', async (_, work) => {
    expect(await codeOf(() => work(bob()))).toBe('forbidden');
  });

  it.each([
    ['definition:stocktaking:read', 'done', 'forbidden', 'forbidden'],
    ['definition:*:read', 'done', 'forbidden', 'forbidden'],
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

  it('bounds what is listed, and the definitions that are shown', async () => {
    expect(operations.definitions(bob())).toEqual([]);
    expect(await operations.list(bob('definition:other:read'), { limit: 10 })).toEqual({
      executions: [],
      cursor: null,
    });
    await operations.list(bob('definition:stocktaking:read'), { limit: 10 });
    expect(asked.lists.at(-1)).toMatchObject({ definitions: ['stocktaking'] });
  });

  it('of an administrator is needed to see the servers', async () => {
    expect(await codeOf(() => operations.servers(bob('decide')))).toBe('forbidden');
    expect(await codeOf(() => operations.servers(bob('admin')))).toBe('done');
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
