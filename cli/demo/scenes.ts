import type { JsonObject } from '../../plan/json.ts';

/** One run of the demo. */
export interface Scene {
  definition: string;
  id: string;
  title: string;
  input: JsonObject;
  /** The ending that the scene is about. */
  ends: 'completed' | 'SagaCompensated';
}

const ORDER = {
  customer_id: 'cus_1001',
  items: [{ sku: 'standing-desk', quantity: 1 }],
  amount: 499,
  currency: 'EUR',
  address: { street: 'Harbour Street 1', city: 'Hamburg', postal_code: '20457', country: 'DE' },
};

export const SCENES: readonly Scene[] = [
  {
    definition: 'customer_onboarding',
    id: 'ada',
    title: 'A customer comes on board',
    input: {
      customer_name: 'Ada Lovelace',
      date_of_birth: '1985-12-10',
      country: 'DE',
      email: 'ada@example.com',
      plan: 'team',
      payment_token: 'pm_card_visa',
    },
    ends: 'completed',
  },
  {
    definition: 'order_processing_saga',
    id: 'o-1001',
    title: 'An order goes through',
    input: { ...ORDER, order_id: 'o-1001', payment_token: 'pm_card_visa' },
    ends: 'completed',
  },
  {
    definition: 'order_processing_saga',
    id: 'o-1002',
    title: 'The card of the next one is declined: what was done is undone',
    input: { ...ORDER, order_id: 'o-1002', payment_token: 'pm_card_declined' },
    ends: 'SagaCompensated',
  },
];
