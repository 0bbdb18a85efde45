/** An input of `order_with_terms` that the sample servers take, when they take the card. */
export function order(orderId: string, card: string): object {
  return {
    order_id: orderId,
    items: [{ sku: 'desk-lamp', quantity: 1 }],
    total: 20,
    card,
    address: { street: 'Main Street 1', city: 'Berlin', postal_code: '10115', country: 'DE' },
  };
}

export const GOOD_CARD = 'pm_card_visa';
export const DECLINED_CARD = 'pm_card_declined';
