import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { readPlatform } from '../../compiler/platform/read-platform.ts';
import type { Plan, Step } from '../../plan/plan.ts';
import { compileInLab, labOptions } from './support/lab.ts';

function planOf(text: string, options: Parameters<typeof compileInLab>[1] = {}): Plan {
  const result = compileInLab(text, options);
  if (!result.ok) throw new Error(result.diagnostics.map((one) => `${one.code}: ${one.message}`).join('\n'));
  return result.plan;
}

function stepOf(plan: Plan, name: string): Step {
  const step = plan.steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`There is no step "${name}".`);
  return step;
}

const ORDER = `saga_definition:
  name: order
  steps:
    - name: reserve
      mcp_server: inventory_server
      action: reserve_items
      compensation: release_reservation
    - name: charge
      mcp_server: payment_server
      action: charge_card
      compensation: refund_charge
`;

const WORKFLOW = ORDER.replace('saga_definition', 'workflow_definition');

describe('the plan', () => {
  it('waits for the step written before, and nothing with an empty list', () => {
    const plan = planOf(
      'workflow_definition:\n  name: w\n  steps:\n    - { name: a, sleep: 1s }\n    - { name: b, sleep: 2m }\n    - { name: c, sleep: 1h, depends_on: [] }\n',
    );
    expect(plan.steps.map((step) => step.dependsOn)).toEqual([[], ['a'], []]);
    expect(plan.steps.map((step) => (step.kind === 'sleep' ? step.durationMs : null))).toEqual([
      1_000, 120_000, 3_600_000,
    ]);
  });

  it('has every default of SAGAS §1 in it', () => {
    const step = stepOf(planOf(ORDER), 'charge');
    expect(step.kind === 'action' ? step.call : null).toMatchObject({
      server: 'payment_server',
      effect: true,
      idempotency: { kind: 'meta', argument: null, retentionMs: null },
      atomicErrors: true,
      lateCallsRefused: true,
      timeout: { attemptMs: 30_000, totalMs: 600_000, heartbeatMs: 10_000 },
      retry: {
        maximumAttempts: 3,
        isExplicit: false,
        initialIntervalMs: 1_000,
        backoffCoefficient: 2,
        maximumIntervalMs: 60_000,
      },
      compensation: {
        tool: 'refund_charge',
        timeout: { attemptMs: 30_000 },
        retry: { maximumAttempts: null, maximumIntervalMs: 300_000 },
      },
    });
  });

  it('inherits retries from step, file and platform, key by key', () => {
    const { platform } = readPlatform(
      'mcpServers: { lab: { command: lab, timeout: 5s } }\norchestration: { error_handling: { retry_policy: { max_attempts: 7, initial_interval: 3s, max_interval: 9s } } }\n',
      'platform.yaml',
    );
    const text = `workflow_definition:
  name: w
  steps:
    - { name: a, mcp_server: lab, action: create_thing, retry_policy: { max_interval: 20s } }
orchestration: { error_handling: { retry_policy: { initial_interval: 2s, backoff: fixed } } }
`;
    const step = stepOf(planOf(text, { platform }), 'a');
    expect(step.kind === 'action' ? [step.call.retry, step.call.timeout.attemptMs] : null).toMatchObject([
      {
        maximumAttempts: 7,
        isExplicit: true,
        initialIntervalMs: 2_000,
        maximumIntervalMs: 20_000,
        backoffCoefficient: 1,
      },
      5_000,
    ]);
  });

  it('compensates in a saga, and in a workflow only when asked for', () => {
    const asked = `${WORKFLOW}orchestration: { error_handling: { failure_handling: compensating_transactions } }\n`;
    const summary = (text: string) => {
      const plan = planOf(text, { platform: labOptions().platform });
      return [plan.compensates, plan.steps[0]?.onFailure];
    };
    expect(summary(ORDER)).toEqual([true, 'compensate']);
    expect(summary(ORDER.replace('steps:', 'compensations_enabled: false\n  steps:'))).toEqual([false, 'fail']);
    expect(summary(WORKFLOW)).toEqual([false, 'fail']);
    expect(summary(asked)).toEqual([true, 'compensate']);
    expect(summary(asked.replaceAll(/ +compensation: .*\n/g, ''))).toEqual([false, 'fail']);
    expect(summary(asked.replace('compensating_transactions', 'park'))).toEqual([false, 'park']);
  });

  it('lets a nearer coefficient overrule a fixed backoff from further away', () => {
    const text = `workflow_definition:
  name: w
  steps:
    - { name: a, mcp_server: lab, action: create_thing, retry_policy: { coefficient: 3 } }
orchestration: { error_handling: { retry_policy: { backoff: fixed } } }
`;
    expect(stepOf(planOf(text), 'a')).toMatchObject({ call: { retry: { backoffCoefficient: 3 } } });
  });

  it('bounds an attempt that nobody wrote down by a written total', () => {
    const timeout = (written: string) => {
      const step = `{ name: a, mcp_server: lab, action: create_thing, timeout: ${written} }`;
      return stepOf(planOf(`workflow_definition:\n  name: w\n  steps: [${step}]\n`), 'a');
    };
    expect(timeout('{ total: 10s }')).toMatchObject({ call: { timeout: { attemptMs: 10_000, totalMs: 10_000 } } });
    expect(timeout('{ total: 5m }')).toMatchObject({ call: { timeout: { attemptMs: 30_000, totalMs: 300_000 } } });
  });

  it('lets the steps of a group inherit what the group says of failures', () => {
    const inner = (outer: string, group: string): (string | undefined)[] => {
      const text = `saga_definition:
  name: s
  steps:
    - name: outer
      on_failure: ${outer}
      steps:
        - name: group
          ${group}
          steps:
            - { name: silent, sleep: 1s }
            - { name: own, sleep: 1s, on_failure: compensate }
`;
      const [step] = planOf(text).steps;
      const [nested] = step?.kind === 'group' ? step.steps : [];
      return nested?.kind === 'group' ? nested.steps.map(({ onFailure }) => onFailure) : [];
    };
    expect(inner('fail', 'depends_on: []')).toEqual(['fail', 'compensate']);
    expect(inner('park', 'depends_on: []')).toEqual(['park', 'compensate']);
    expect(inner('fail', 'on_failure: park')).toEqual(['park', 'compensate']);
    // What a group goes on without stays inside it.
    expect(inner('park', 'on_failure: continue')).toEqual(['compensate', 'compensate']);
  });

  it('gives the outputs of the steps nothing waits for, and names who reads what', () => {
    const plan = planOf(ORDER);
    expect(plan.output).toMatchObject({ entries: [{ key: 'charge' }] });
    expect(plan.steps.map((step) => step.outputReaders)).toEqual([[], ['#output']]);
    expect(plan.outputSchema).toMatchObject({
      properties: { charge: { required: expect.arrayContaining(['charge_id']) } },
    });
  });

  it('counts a reader inside a group as the group', () => {
    const plan = planOf(`workflow_definition:
  name: w
  steps:
    - { name: find, mcp_server: safe, action: find_thing, arguments: { name: x } }
    - name: group
      steps:
        - { name: inner, mcp_server: lab, action: delete_thing }
        - { name: last, when: "\${{ steps.inner.output != null }}", sleep: 1s }
`);
    expect(stepOf(plan, 'find').outputReaders).toEqual(['group']);
    const group = stepOf(plan, 'group');
    expect(group.kind === 'group' ? group.steps.map((step) => step.outputReaders) : null).toEqual([
      ['last', '#output'],
      ['#output'],
    ]);
  });

  it('pins children and binds their input by name', () => {
    const child =
      'workflow_definition:\n  name: child\n  steps:\n    - { name: a, mcp_server: lab, action: create_thing }\n  output: { made_id: "${{ steps.a.output.thing_id }}" }\n';
    const text =
      'workflow_definition:\n  name: parent\n  steps:\n    - { name: run, workflow: child }\n  output: { id: "${{ steps.run.output.made_id }}" }\n';
    const definitions = (name: string) => (name === 'child' ? { text: child, file: 'child.yaml' } : undefined);
    const plan = planOf(text, { definitions });
    const step = stepOf(plan, 'run');
    expect(step).toMatchObject({
      kind: 'workflow',
      definition: 'child',
      plan: { name: 'child' },
      arguments: { entries: [{ key: 'name' }] },
    });
    expect(step.kind === 'workflow' ? step.planHash : '').toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(plan.input).toMatchObject({ required: ['name'] });
    expect(plan.outputSchema).toMatchObject({ properties: { id: { type: 'string' } } });
  });

  it('is the same JSON and the same hash for the same text, and another for another', () => {
    const [first, again, other] = [ORDER, ORDER, ORDER.replace('order', 'orders')].map((text) => compileInLab(text));
    expect(first).toEqual(again);
    expect(first?.ok === true && JSON.parse(JSON.stringify(first.plan))).toEqual(first?.ok === true && first.plan);
    expect(first?.ok === true && other?.ok === true && first.planHash !== other.planHash).toBe(true);
  });

  it('is made without a catalog too, says what was not checked, and can be told by its missing hashes', () => {
    const result = compile(ORDER, { platform: labOptions().platform });
    expect(result.ok && result.skipped).toEqual([expect.stringContaining('there is no catalog')]);
    const [first] = result.ok ? result.plan.steps : [];
    expect(first?.kind === 'action' ? first.call.schemaHash : '').toBeNull();
  });

  it('leaves an absent value of a written optional argument out', () => {
    const text = `workflow_definition:
  name: w
  input: { type: object, properties: { note: { type: string } } }
  steps:
    - { name: a, mcp_server: lab, action: create_thing, arguments: { name: x, note: "\${{ input.note }}" } }
`;
    const step = stepOf(planOf(text), 'a');
    expect(step.kind === 'action' ? step.call.arguments : null).toMatchObject({
      entries: [{ key: 'name' }, { key: 'note', value: { omitNull: true } }],
    });
  });
});
