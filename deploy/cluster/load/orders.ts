import type { JsonObject } from '../../../plan/json.ts';
import type { Start } from './start.ts';

const ADDRESS = { street: 'Harbour Street 1', city: 'Hamburg', postal_code: '20457', country: 'DE' };

/** Orders for `order_processing_saga`: of five, one whose card is declined and one that no carrier takes. */
export function orders(count: number): Start[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `o-${String(index + 1)}`;
    const isDeclined = index % 5 === 3;
    const isUnreachable = index % 5 === 4;
    const input: JsonObject = {
      order_id: id,
      customer_id: 'cus_1001',
      items: [{ sku: 'desk-lamp', quantity: 1 + (index % 3) }],
      amount: 49,
      currency: 'EUR',
      address: { ...ADDRESS, country: isUnreachable ? 'AQ' : 'DE' },
      payment_token: isDeclined ? 'pm_card_declined' : 'pm_card_visa',
    };
    const ends = isDeclined || isUnreachable ? 'undone' : 'completed';
    return { definition: 'order_processing_saga', id, key: `order ${id}`, input, ends };
  });
}
