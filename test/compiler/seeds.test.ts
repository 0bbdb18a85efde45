import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../compiler/platform/read-platform.ts';
import { keptSeed, seedBlock, seedText } from '../support/seeds.ts';
import { compileInLab, labOptions } from './support/lab.ts';

describe('the definitions of the seed, unchanged', () => {
  it('compile the order saga, which undoes four steps in reverse order', () => {
    const result = compileInLab(seedBlock('saga_definition'));
    expect(result).toMatchObject({
      ok: true,
      warnings: [],
      plan: { name: 'order_processing_saga', compensates: true },
    });
    const steps = result.ok ? result.plan.steps : [];
    const undone = steps.map((step) => (step.kind === 'action' ? step.call.compensation?.tool : null));
    expect(undone).toEqual(['release_reservation', 'refund_charge', 'cancel_shipment', 'revert_purchase_record']);
  });

  it('compile the onboarding, whose input is the union of what its tools need', () => {
    const { platform } = readPlatform(seedBlock('orchestration'), 'platform.yaml');
    const lab = labOptions().platform;
    const result = compileInLab(seedBlock('workflow_definition'), {
      platform: { ...lab, orchestration: platform?.orchestration ?? null },
    });
    expect(result).toMatchObject({ ok: true, warnings: [], plan: { name: 'customer_onboarding', compensates: false } });
    const required = result.ok ? result.plan.input['required'] : null;
    expect(required).toEqual(['country', 'customer_name', 'date_of_birth', 'payment_token', 'plan', 'email']);
  });

  it('compile with the orchestration block in the same file', () => {
    const result = compileInLab(`${seedBlock('workflow_definition')}\n${seedBlock('orchestration')}`);
    const [first] = result.ok ? result.plan.steps : [];
    expect(first?.kind === 'tools' ? first.calls[0]?.retry : null).toMatchObject({
      maximumAttempts: 3,
      isExplicit: true,
    });
  });
});

it.each([
  '000_federation',
  '001_integration_patterns',
  '002_orchestration_lesson',
  '004_infrastructure_guide',
] as const)('the copy of %s is the document that was handed over, where that is there', (name) => {
  expect(readFileSync(keptSeed(name), 'utf8')).toBe(seedText(name));
});
