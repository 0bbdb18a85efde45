import type { JsonObject } from '../../../plan/json.ts';
import type { Start } from './start.ts';

/** New customers for `onboard_customer`, with one to three users; of four, one whose card is declined. */
export function onboardings(count: number): Start[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `c-${String(index + 1)}`;
    const isDeclined = index % 4 === 3;
    const users = Array.from({ length: 1 + (index % 3) }, (_unused, user) => ({
      user_email: `user-${String(user)}@${id}.example`,
      role: user === 0 ? 'admin' : 'member',
    }));
    const input: JsonObject = {
      customer_name: `Customer ${String(index + 1)}`,
      date_of_birth: '1985-12-10',
      country: 'DE',
      email: `owner@${id}.example`,
      plan: 'team',
      payment_token: isDeclined ? 'pm_card_declined' : 'pm_card_visa',
      users,
    };
    return {
      definition: 'onboard_customer',
      id,
      key: `customer ${id}`,
      input,
      ends: isDeclined ? 'undone' : 'completed',
    };
  });
}
