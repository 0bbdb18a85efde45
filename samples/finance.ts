import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

await serveStdio({
  name: 'finance_server',
  description: 'Billing accounts and their payment methods.',
  tools: [
    effect({
      name: 'create_billing_account',
      title: 'Create billing account',
      description: 'Opens the billing account of a customer.',
      input: z.strictObject({
        customer_id: z.string().min(1),
        currency: z.enum(['EUR', 'USD', 'GBP']).optional().describe('EUR when left out'),
      }),
      output: z.strictObject({ account_id: z.string(), currency: z.string() }),
      ref: 'account_id',
      apply: ({ currency = 'EUR' }, ledger) => ({ account_id: ledger.newRef('acct'), currency }),
    }),
    undo({
      name: 'close_billing_account',
      title: 'Close billing account',
      description: 'Closes the billing account of a customer.',
      input: z.strictObject({ customer_id: z.string().min(1), account_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'create_billing_account',
    }),
    effect({
      name: 'setup_payment_method',
      title: 'Set up payment method',
      description: 'Attaches a payment method to a billing account. The test token "pm_card_declined" is declined.',
      input: z.strictObject({ account_id: z.string().min(1), payment_token: z.string().min(1) }),
      output: z.strictObject({ payment_method_id: z.string() }),
      ref: 'payment_method_id',
      apply({ payment_token }, ledger) {
        if (payment_token === 'pm_card_declined') throw new Refusal('The card was declined.');
        return { payment_method_id: ledger.newRef('pm') };
      },
    }),
    undo({
      name: 'remove_payment_method',
      title: 'Remove payment method',
      description: 'Detaches the payment method of a billing account.',
      input: z.strictObject({ account_id: z.string().min(1), payment_method_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'setup_payment_method',
    }),
  ],
});
