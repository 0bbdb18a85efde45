import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../../compiler/syntax/read-definition.ts';
import { yamlBlocks } from './seeds.ts';

const blocks = yamlBlocks('001_integration_patterns');

function block(key: string): string {
  return blocks.get(key) ?? '';
}

describe('the definitions of seed 001, unchanged', () => {
  it('reads the onboarding workflow without a diagnostic', () => {
    const { definition, diagnostics } = readDefinition(block('workflow_definition'), 'seed.yaml');
    expect(diagnostics).toEqual([]);
    expect(definition?.kind).toBe('workflow');
    expect(definition?.body.steps.map(({ name, tools }) => [name, tools])).toEqual([
      ['validate_customer', ['kyc_check', 'sanctions_screening']],
      ['create_accounts', ['create_billing_account', 'setup_payment_method']],
      ['provision_services', ['create_tenant', 'setup_monitoring']],
      ['send_welcome', ['send_email', 'create_support_ticket']],
    ]);
  });

  it('reads the order saga without a diagnostic', () => {
    const { definition, diagnostics } = readDefinition(block('saga_definition'), 'seed.yaml');
    expect(diagnostics).toEqual([]);
    expect(definition?.root).toEqual(['saga_definition']);
    expect(definition?.body.steps.map(({ action, compensation }) => [action, compensation])).toEqual([
      ['reserve_items', 'release_reservation'],
      ['charge_card', 'refund_charge'],
      ['schedule_delivery', 'cancel_shipment'],
      ['record_purchase', 'revert_purchase_record'],
    ]);
  });

  it('reads the orchestration block beside a definition', () => {
    const { definition, diagnostics } = readDefinition(block('saga_definition') + block('orchestration'), 'seed.yaml');
    expect(diagnostics).toEqual([]);
    expect(definition?.orchestration?.error_handling).toEqual({
      retry_policy: { max_attempts: 3, backoff: 'exponential' },
      failure_handling: 'compensating_transactions',
    });
  });
});
