import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, read, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

const CUSTOMERS = new Map([
  ['cus_1001', { name: 'Ada Lovelace', email: 'ada@example.com', since: '2021-03-14' }],
  ['cus_1002', { name: 'Grace Hopper', email: 'grace@example.com', since: '2022-11-02' }],
  ['cus_1003', { name: 'Katherine Johnson', email: 'katherine@example.com', since: '2024-07-20' }],
]);

const purchase = z.strictObject({
  customer_id: z.string().min(1),
  order_id: z.string().min(1),
  charge_id: z.string().min(1),
});

await serveStdio({
  name: 'crm_server',
  description: 'Customers and what they bought.',
  tools: [
    read({
      name: 'get_customer',
      title: 'Get customer',
      description: 'The profile of a customer with the orders on record.',
      input: z.strictObject({ id: z.string().min(1) }),
      output: z.strictObject({
        customer_id: z.string(),
        name: z.string(),
        email: z.string(),
        since: z.iso.date(),
        orders: z.array(z.string()),
      }),
      answer({ id }, ledger) {
        const customer = CUSTOMERS.get(id);
        if (customer === undefined) throw new Refusal(`There is no customer "${id}".`);
        const purchases = ledger.inForce('record_purchase').map(({ arguments: args }) => purchase.parse(args));
        const orders = purchases.filter(({ customer_id }) => customer_id === id).map(({ order_id }) => order_id);
        return { customer_id: id, ...customer, orders };
      },
    }),
    effect({
      name: 'record_purchase',
      title: 'Record purchase',
      description: 'Notes a paid order on the customer. Refused for the closed customer "cus_closed".',
      input: purchase,
      output: z.strictObject({ purchase_id: z.string() }),
      ref: 'purchase_id',
      apply({ customer_id }, ledger) {
        if (customer_id === 'cus_closed') throw new Refusal(`The customer "${customer_id}" is closed.`);
        return { purchase_id: ledger.newRef('pur') };
      },
    }),
    undo({
      name: 'revert_purchase_record',
      title: 'Revert purchase record',
      description: 'Takes an order off the customer record.',
      input: z.strictObject({ order_id: z.string().min(1), purchase_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'record_purchase',
    }),
  ],
});
