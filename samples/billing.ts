import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { read } from './kit/tool.ts';

const invoice = z.strictObject({
  invoice_number: z.string(),
  issued: z.iso.date(),
  amount: z.number(),
  currency: z.string(),
  paid: z.boolean(),
});

const INVOICES = new Map<string, z.infer<typeof invoice>[]>([
  [
    'cus_1001',
    [
      { invoice_number: 'INV-2041', issued: '2026-08-01', amount: 129, currency: 'EUR', paid: true },
      { invoice_number: 'INV-2188', issued: '2026-09-01', amount: 129, currency: 'EUR', paid: false },
    ],
  ],
  ['cus_1002', [{ invoice_number: 'INV-2190', issued: '2026-09-01', amount: 49.5, currency: 'USD', paid: true }]],
]);

await serveStdio({
  name: 'billing_server',
  description: 'Invoices.',
  tools: [
    read({
      name: 'get_billing_history',
      title: 'Get billing history',
      description: 'The invoices of a customer, oldest first, and the sum that is open.',
      input: z.strictObject({ customer_id: z.string().min(1) }),
      output: z.strictObject({ invoices: z.array(invoice), open: z.number() }),
      answer({ customer_id }) {
        const invoices = INVOICES.get(customer_id) ?? [];
        return { invoices, open: invoices.reduce((sum, { paid, amount }) => (paid ? sum : sum + amount), 0) };
      },
    }),
  ],
});
