import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../compiler/platform/read-platform.ts';
import { compileInLab, labOptions } from './support/lab.ts';

const seed = new URL('../../../shared/seeds/001_integration_patterns.txt', import.meta.url);

/** The YAML block of the seed that begins with this key, byte for byte. */
function block(key: string): string {
  const blocks = readFileSync(seed, 'utf8').matchAll(/```yaml\n([^`]*)```/g);
  for (const [, text] of blocks) if (text?.startsWith(`${key}:`) === true) return text;
  throw new Error(`The seed has no block "${key}".`);
}

describe('the definitions of the seed, unchanged', () => {
  it('compile the order saga, which undoes four steps in reverse order', () => {
    const result = compileInLab(block('saga_definition'));
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
    const { platform } = readPlatform(block('orchestration'), 'platform.yaml');
    const lab = labOptions().platform;
    const result = compileInLab(block('workflow_definition'), {
      platform: { ...lab, orchestration: platform?.orchestration ?? null },
    });
    expect(result).toMatchObject({ ok: true, warnings: [], plan: { name: 'customer_onboarding', compensates: false } });
    const required = result.ok ? result.plan.input['required'] : null;
    expect(required).toEqual(['country', 'customer_name', 'date_of_birth', 'payment_token', 'plan', 'email']);
  });

  it('compile with the orchestration block in the same file', () => {
    const result = compileInLab(`${block('workflow_definition')}\n${block('orchestration')}`);
    const [first] = result.ok ? result.plan.steps : [];
    expect(first?.kind === 'tools' ? first.calls[0]?.retry : null).toMatchObject({
      maximumAttempts: 3,
      isExplicit: true,
    });
  });
});
