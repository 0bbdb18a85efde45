import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../api/operations/errors.ts';
import { localCaller } from '../../../api/operations/caller.ts';
import { claimForKey, createRecentClaims } from '../../../api/operations/start/idempotency-keys.ts';
import type { ExecutionOwner, Executions, PastExecution, PlannedStart } from '../../../api/operations/ports.ts';
import { startExecution } from '../../../api/operations/start/start-execution.ts';
import type { ExecutionStart as StartRequest } from '../../../api/operations/start/start-execution.ts';
import type { Plan } from '../../../plan/plan.ts';
import { planOf } from '../project-plans.ts';

const keyed = planOf(`
saga_definition:
  name: keyed
  execution_id: \${{ input.sku }}
  input: { type: object, required: [sku], properties: { sku: { type: string }, pieces: { type: integer } } }
  steps: [{ name: stock, mcp_server: inventory_server, action: get_stock }]
`);
const unkeyed: Plan = { ...keyed, name: 'unkeyed', executionId: null };
const repeatable: Plan = { ...keyed, name: 'repeatable', allowRepeat: true };

const seen = createRecentClaims();
const someone = localCaller('back-office');

interface World {
  caller?: typeof someone;
  /** Where visibility finds an idempotency key. */
  claimed?: { id: string; claim: { key: string; request: string } };
  /** Who holds the id now. */
  holder?: Partial<ExecutionOwner>;
  past: (PastExecution | null)[];
  /** What the server answers to starts, in order; `run-new` after them. */
  answers?: 'exists'[];
}

/** Starts against executions that have this past, and keeps what was sent. */
async function start(
  request: Partial<StartRequest>,
  { past, answers = [], caller = someone, claimed, holder }: World = { past: [] },
) {
  const sent: PlannedStart[] = [];
  const executions = {
    claimed: () => Promise.resolve(claimed ?? null),
    owner: () => Promise.resolve(holder ?? null),
    past: () => Promise.resolve(past.length > 1 ? (past.shift() ?? null) : (past[0] ?? null)),
    start: (planned: PlannedStart) => {
      // What Temporal says to an id that it has seen.
      if (planned.reuse === 'none' && past[0] != null) return Promise.resolve('exists' as const);
      sent.push(planned);
      return Promise.resolve(answers.shift() ?? { runId: 'run-new' });
    },
  } as unknown as Executions;
  const plans = [keyed, unkeyed, repeatable];
  const definitions = {
    find: (name: string) => {
      const plan = plans.find((candidate) => candidate.name === name);
      return plan === undefined ? undefined : { plan, planHash: 'sha256:x' };
    },
    names: () => plans.map(({ name }) => name),
  };
  const full = { definition: 'keyed', input: { sku: 'desk-lamp' }, ...request };
  const started = await startExecution(
    { definitions, executions, randomId: () => 'random', claims: seen },
    caller,
    full,
  );
  const { id, runId, isNew } = started;
  return { started: { id, runId, isNew }, sent };
}

async function refusal(request: Partial<StartRequest>, world?: World): Promise<OperationError> {
  try {
    await start(request, world);
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
  throw new Error('It was started.');
}

const NOTHING = { kind: 'nothing' } as const;

const past = (status: PastExecution['status'], more: Partial<PastExecution> = {}): World => ({
  past: [
    {
      runId: 'run-old',
      status,
      failureType: null,
      remains: NOTHING,
      input: { sku: 'desk-lamp' },
      tenant: 'default',
      ...more,
    },
  ],
});

describe('the id', () => {
  it.each([
    ['what the caller gives', { id: 'o-1' }, 'keyed/o-1'],
    ['what the caller gives, pasted from a printed id', { id: 'keyed/o-1' }, 'keyed/o-1'],
    ["the definition's execution_id", {}, 'keyed/desk-lamp'],
    ['random without either', { definition: 'unkeyed' }, 'unkeyed/random'],
  ])('is %s', async (_, request, id) => {
    const { started, sent } = await start(request);
    expect(started).toEqual({ id, runId: 'run-new', isNew: true });
    expect(sent[0]).toMatchObject({ id, businessKey: id.slice(id.indexOf('/') + 1), planHash: 'sha256:x' });
  });

  it.each(['', '  ', 'a\nb', 'x'.repeat(201), '~acme/x', '\ud800'])('cannot be %j', async (id) => {
    expect(await refusal({ id })).toMatchObject({ code: 'bad-id' });
  });
});

describe('the same id again', () => {
  it('with the same input gives the execution that runs, whatever the order of its keys', async () => {
    const input = { sku: 'desk-lamp', pieces: 2 };
    const { started, sent } = await start({ input }, past('running', { input: { pieces: 2, sku: 'desk-lamp' } }));
    expect(started).toEqual({ id: 'keyed/desk-lamp', runId: 'run-old', isNew: false });
    expect(sent).toEqual([]);
  });

  it('with another input is a conflict', async () => {
    expect(await refusal({ input: { sku: 'desk-lamp', pieces: 2 } }, past('running'))).toMatchObject({
      code: 'execution-conflict',
    });
  });

  it('is refused after one that completed, unless the definition says allow_repeat', async () => {
    expect(await refusal({}, past('completed'))).toMatchObject({ code: 'already-completed' });
    const { started } = await start({ definition: 'repeatable' }, past('completed'));
    expect(started.isNew).toBe(true);
  });

  it.each([
    ['canceled', null],
    ['failed', 'SagaCompensated'],
    ['failed', 'InvalidInput'],
  ] as const)('starts anew after one that %s (%s)', async (status, failureType) => {
    const { started } = await start({}, past(status, { failureType }));
    expect(started).toMatchObject({ runId: 'run-new', isNew: true });
  });

  it.each([
    ['failed', 'SagaPartiallyCompensated'],
    ['terminated', null],
  ] as const)('needs --after when the last one %s (%s) and left something behind', async (status, failureType) => {
    const world = past(status, { failureType, remains: { kind: 'something' } });
    const error = await refusal({ after: 'run-other' }, world);
    expect(error).toMatchObject({ code: 'needs-after' });
    expect(error.message).toContain('--after run-old');
    expect((await start({ after: 'run-old' }, world)).started.isNew).toBe(true);
  });

  it('starts anew after one that was terminated and has been recovered', async () => {
    const { started } = await start({}, past('terminated'));
    expect(started.isNew).toBe(true);
  });

  it('is refused while the last one is being recovered, also with --after', async () => {
    const world = past('terminated', { remains: { kind: 'recovering', id: 'keyed/desk-lamp~recovery/run-old' } });
    for (const after of [undefined, 'run-old']) {
      const error = await refusal(after === undefined ? {} : { after }, world);
      expect(error).toMatchObject({ code: 'recovery-pending' });
      expect(error.message).toContain('sagaflow show keyed/desk-lamp~recovery/run-old');
    }
  });

  it('that somebody else started in between gives that execution', async () => {
    const other: PastExecution = {
      runId: 'run-other',
      status: 'running',
      failureType: null,
      remains: NOTHING,
      input: { sku: 'desk-lamp' },
      tenant: 'default',
    };
    const { started } = await start({}, { past: [null, other], answers: ['exists', 'exists'] });
    expect(started).toEqual({ id: 'keyed/desk-lamp', runId: 'run-other', isNew: false });
  });
});

describe('an idempotency key', () => {
  const asked = { definition: 'unkeyed', idempotencyKey: 'k-1' };
  const claim = claimForKey(someone, {
    definition: 'unkeyed',
    input: { sku: 'desk-lamp' },
    id: undefined,
    key: 'k-1',
  });

  it('names an execution that nothing else names, the same for the same caller only', async () => {
    const ids = [];
    for (const world of [{}, {}, { caller: localCaller('somebody else') }]) {
      ids.push((await start(asked, { past: [], ...world })).started.id);
    }
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids[0]).toMatch(/^unkeyed\/[0-9a-f]{32}$/);
  });

  it.each(['running', 'completed', 'failed', 'terminated'] as const)(
    'gives the same execution again when that is %s',
    async (status) => {
      const { started, sent } = await start(asked, {
        ...past(status),
        holder: { runId: 'run-old', tenant: 'default', claim },
      });
      expect(started).toMatchObject({ runId: 'run-old', isNew: false });
      expect(sent).toEqual([]);
    },
  );

  it('with another body is refused', async () => {
    const world = {
      ...past('completed'),
      holder: { runId: 'run-old', tenant: 'default', claim: { ...claim, request: 'of another body' } },
    };
    expect(await refusal(asked, world)).toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('with another business key is refused, at once and after visibility has heard of the first', async () => {
    const keyed = { definition: 'keyed', idempotencyKey: 'k-2' };
    await start({ ...keyed, input: { sku: 'desk-lamp' } });
    expect(await refusal({ ...keyed, input: { sku: 'chair' } })).toMatchObject({ code: 'idempotency-key-reused' });
    const earlier = claimForKey(someone, { definition: 'keyed', input: { sku: 'sofa' }, id: undefined, key: 'k-3' });
    const world = { past: [], claimed: { id: 'keyed/sofa', claim: earlier } };
    expect(await refusal({ ...keyed, idempotencyKey: 'k-3' }, world)).toMatchObject({ code: 'idempotency-key-reused' });
  });
});

describe('a tenant', () => {
  const caller = { ...someone, tenant: 'acme' };

  it('has ids of its own, which the execution remembers', async () => {
    const { started, sent } = await start({}, { past: [], caller });
    expect(started.id).toBe('keyed/~acme/desk-lamp');
    expect(sent[0]?.owner).toEqual({ tenant: 'acme', startedBy: 'back-office', requestId: null });
  });

  it("learns nothing of another one's execution under an id that both could make", async () => {
    const error = await refusal({ id: 'desk-lamp' }, past('completed', { tenant: 'acme' }));
    expect(error).toMatchObject({ code: 'execution-conflict' });
    expect(error.message).not.toMatch(/completed|run-old/);
  });
});

describe('what is refused before anything is sent', () => {
  it('is an input that is nested too deep', async () => {
    let nested: unknown = 'x';
    for (let depth = 0; depth < 50_000; depth += 1) nested = [nested];
    expect(await refusal({ input: { sku: nested } })).toMatchObject({ code: 'invalid-input' });
  });

  it('an unknown definition, with the name that may be meant', async () => {
    expect((await refusal({ definition: 'keyd' })).message).toBe(
      'There is no definition "keyd". Did you mean "keyed"?',
    );
  });

  it('an input that does not fit, with a pointer for everything that does not', async () => {
    const error = await refusal({ input: { pieces: 'two', colour: 'red' } });
    expect(error).toMatchObject({ code: 'invalid-input' });
    expect(error.misfits).toEqual([
      { pointer: '/sku', message: 'is missing' },
      { pointer: '/pieces', message: 'is of type string, but must be integer' },
      { pointer: '/colour', message: 'is not known here' },
    ]);
  });

  it.each([
    ['text', 'must be an object', ''],
    [{ sku: 'x', pieces: Number.NaN }, 'is NaN, which is no JSON number', '/pieces'],
    [JSON.parse('{"sku": "x", "a/b": {"__proto__": 1}}'), 'is a key that is not taken', '/a~1b/__proto__'],
  ])('%j', async (input: unknown, message, pointer) => {
    expect((await refusal({ input })).misfits).toEqual([{ pointer, message }]);
  });

  it('an input of more than a mebibyte', async () => {
    const error = await refusal({ input: { sku: 'x'.repeat(1024 * 1024) } });
    expect(error).toMatchObject({ code: 'input-too-large' });
    expect(error.message).toContain('at most 1024 KiB');
  });
});
