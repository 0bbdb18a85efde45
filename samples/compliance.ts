import { createHash } from 'node:crypto';
import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, read, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

/** Invented names that the sample screening hits; case and surrounding space do not matter. */
const SANCTIONED = ['viktor sanction', 'blocked trading ltd'];
const HIGH_RISK_COUNTRIES = ['IR', 'KP', 'SY'];
const TRANSFER_LIMIT = 50_000;

const person = z.strictObject({
  customer_name: z.string().min(1),
  date_of_birth: z.iso.date(),
  country: z.string().length(2).describe('ISO 3166 code of residence, such as DE'),
});
const transfer = z.strictObject({
  from_account: z.string().min(1),
  to_account: z.string().min(1),
  amount: z.number().positive(),
  currency: z.enum(['EUR', 'USD', 'GBP']),
});

await serveStdio({
  name: 'compliance_server',
  description: 'Know-your-customer cases, sanctions screening, and the verdict on transactions.',
  tools: [
    effect({
      name: 'kyc_check',
      title: 'Check identity',
      description: 'Opens a know-your-customer case and rates its risk. Refused for minors.',
      input: person,
      output: z.strictObject({ customer_id: z.string(), risk: z.enum(['low', 'high']) }),
      ref: 'customer_id',
      apply({ date_of_birth, country }, ledger) {
        const age = (Date.now() - Date.parse(date_of_birth)) / (365.25 * 86_400_000);
        if (age < 18) throw new Refusal('The customer is not of age.');
        return { customer_id: ledger.newRef('cus'), risk: riskOf(country) };
      },
    }),
    undo({
      name: 'close_kyc_case',
      title: 'Close case',
      description: 'Closes the know-your-customer case of a customer who was not taken on.',
      input: z.strictObject({ customer_name: z.string().min(1), customer_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'kyc_check',
    }),
    read({
      name: 'sanctions_screening',
      title: 'Screen for sanctions',
      description:
        'Looks the customer of a case up in the sanctions lists. A hit is refused ("Viktor Sanction" is one).',
      input: z.strictObject({ customer_id: z.string().min(1) }),
      output: z.strictObject({ cleared: z.literal(true), lists: z.array(z.string()) }),
      answer({ customer_id }, ledger) {
        const found = ledger.inForce('kyc_check').find(({ ref }) => ref === customer_id);
        if (found === undefined) throw new Refusal(`There is no case for the customer "${customer_id}".`);
        const { customer_name } = person.parse(found.arguments);
        if (SANCTIONED.includes(normal(customer_name))) throw new Refusal(`"${customer_name}" is on a sanctions list.`);
        return { cleared: true as const, lists: ['EU', 'UN', 'OFAC'] };
      },
    }),
    read({
      name: 'validate_transaction',
      title: 'Validate transaction',
      description: 'Says whether a transfer may be made, and why not. Same transfer, same transaction id.',
      input: transfer.extend({ reference: z.string().min(1).describe("The sender's own reference for this transfer") }),
      output: z.strictObject({ approved: z.boolean(), reason: z.string().nullable(), transaction_id: z.string() }),
      answer(order) {
        const digest = createHash('sha256').update(JSON.stringify(order)).digest('hex');
        const reason = objection(order);
        return { approved: reason === null, reason, transaction_id: `tx_${digest.slice(0, 12)}` };
      },
    }),
  ],
});

function riskOf(country: string): 'low' | 'high' {
  return HIGH_RISK_COUNTRIES.includes(country) ? 'high' : 'low';
}

function normal(name: string): string {
  return name.trim().toLowerCase();
}

function objection({ from_account, to_account, amount }: z.infer<typeof transfer>): string | null {
  if (from_account === to_account) return 'The two accounts are the same.';
  if (amount > TRANSFER_LIMIT) return `Transfers above ${String(TRANSFER_LIMIT)} need a manual review.`;
  if (to_account === 'acc_sanctioned') return `The account "${to_account}" is on a sanctions list.`;
  return null;
}
