import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

/** Test cards, as payment providers have them; every other token is charged. */
const DECLINED = new Map([
  ['pm_card_declined', 'The card was declined.'],
  ['pm_card_insufficient_funds', 'The card was declined: insufficient funds.'],
  ['pm_card_expired', 'The card was declined: it has expired.'],
]);

await serveStdio({
  name: 'payment_server',
  description: 'Card payments and refunds.',
  tools: [
    effect({
      name: 'charge_card',
      title: 'Charge card',
      description: 'Takes the amount of an order from a card. The test token "pm_card_declined" is declined.',
      input: z.strictObject({
        order_id: z.string().min(1),
        amount: z.number().positive().describe('In units of the currency, such as 49.90'),
        currency: z.enum(['EUR', 'USD', 'GBP']),
        payment_token: z.string().min(1),
      }),
      output: z.strictObject({ charge_id: z.string(), charged: z.string() }),
      ref: 'charge_id',
      apply({ amount, currency, payment_token }, ledger) {
        const refusal = DECLINED.get(payment_token);
        if (refusal !== undefined) throw new Refusal(refusal);
        return { charge_id: ledger.newRef('ch'), charged: `${amount.toFixed(2)} ${currency}` };
      },
    }),
    undo({
      name: 'refund_charge',
      title: 'Refund charge',
      description: 'Gives the whole charge of an order back.',
      input: z.strictObject({
        order_id: z.string().min(1),
        charge_id: z.string().optional(),
        reason: z.string().optional(),
      }),
      output: undoOutput,
      undoes: 'charge_card',
    }),
  ],
});
