import { expect, it } from 'vitest';
import { compileInLab } from './support/lab.ts';

function schemasOf(body: string): Record<string, unknown> {
  const result = compileInLab(`saga_definition:\n  name: order\n${body}`);
  if (!result.ok) throw new Error(result.diagnostics.map((one) => `${one.code}: ${one.message}`).join('\n'));
  return result.plan.toolSchemas;
}

const STEPS = `  steps:
    - name: charge
      mcp_server: payment_server
      action: charge_card
      compensation: refund_charge
`;

it('a plan that compensates has the input schemas of its effects and of what undoes them, without annotations', () => {
  const schemas = schemasOf(STEPS);
  expect(Object.keys(schemas)).toEqual(['payment_server.charge_card', 'payment_server.refund_charge']);
  expect(schemas['payment_server.charge_card']).toMatchObject({ type: 'object', properties: expect.any(Object) });
  expect(JSON.stringify(schemas)).not.toMatch(/"(description|title|examples)":"/);
});

it('one that does not compensate has none', () => {
  expect(schemasOf(`  compensations_enabled: false\n${STEPS}`)).toEqual({});
});
