import { describe, expect, it } from 'vitest';
import { localCaller } from '../../../api/operations/caller.ts';
import type { Executions, PastExecution, PlannedStart } from '../../../api/operations/ports.ts';
import { chooseId } from '../../../api/operations/start/execution-id.ts';
import { claimForKey } from '../../../api/operations/start/idempotency-keys.ts';
import { startExecution } from '../../../api/operations/start/start-execution.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { planOf } from '../project-plans.ts';

const BIG = 3_544_790_567_247_868_102n;
const caller = localCaller('back-office');

const planKeyedBy = (executionId: string) =>
  planOf(`
saga_definition:
  name: account_order
  execution_id: ${executionId}
  input: { type: object, required: [account_id], properties: { account_id: { type: integer }, ids: true } }
  steps: [{ name: rest, sleep: 1h }]
`);

/** Starts where the id was had before with this input, and says what happened. */
function start(executionId: string, input: JsonObject, past: JsonObject | null = null) {
  const plan = planKeyedBy(executionId);
  const sent: PlannedStart[] = [];
  const earlier: PastExecution | null =
    past === null
      ? null
      : {
          runId: 'run-1',
          status: 'running',
          failureType: null,
          tenant: 'default',
          remains: { kind: 'nothing' },
          input: past,
        };
  const executions = {
    claimed: () => Promise.resolve(null),
    past: () => Promise.resolve(earlier),
    start: (planned: PlannedStart) => {
      sent.push(planned);
      return Promise.resolve(earlier === null ? { runId: 'run-new' } : 'exists');
    },
  } as unknown as Executions;
  const definitions = { find: () => ({ plan, planHash: 'sha256:x' }), names: () => [plan.name] };
  const deps = { definitions, executions, randomId: () => 'by-chance' };
  return startExecution(deps, caller, { definition: plan.name, input }).then((made) => ({ made, sent }));
}

describe('a business key of an integer beyond 2^53', () => {
  it.each(['${{ input.account_id }}', '${{ string(input.account_id) }}'])('has all its digits: %s', async (from) => {
    for (const account_id of [BIG, BIG + 1n]) {
      const { made, sent } = await start(from, { account_id });
      expect(made.id).toBe(`account_order/${String(account_id)}`);
      expect(sent[0]).toMatchObject({ businessKey: String(account_id), input: { account_id } });
    }
  });

  it('is none where it stands in a list', () => {
    const plan = planKeyedBy('${{ input.ids }}');
    const sources = { given: undefined, tenant: 'default', otherwise: () => '' };
    expect(() => chooseId(plan, { account_id: 1, ids: [BIG] }, sources)).toThrow(
      `gives [${String(BIG)}] for this input`,
    );
  });
});

describe('the same start again', () => {
  const BY = '${{ string(input.account_id) }}';

  it('is told from one that differs in the last digit', async () => {
    const { made } = await start(BY, { account_id: BIG }, { account_id: BIG });
    expect(made).toMatchObject({ runId: 'run-1', isNew: false });
    await expect(start(BY, { account_id: BIG }, { account_id: BIG + 1n })).rejects.toMatchObject({
      code: 'execution-conflict',
    });
  });

  it('under an idempotency key claims another request when one digit differs', () => {
    const claim = (account_id: bigint) =>
      claimForKey(caller, { definition: 'account_order', input: { account_id }, id: undefined, key: 'k' });
    expect(claim(BIG)).toEqual(claim(BIG));
    expect(claim(BIG).key).toBe(claim(BIG + 1n).key);
    expect(claim(BIG).request).not.toBe(claim(BIG + 1n).request);
  });
});
