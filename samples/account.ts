import { z } from 'zod';
import type { Ledger } from './kit/ledger.ts';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, read, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

/** Every account opens with this balance; "acc_closed" is closed and "acc_frozen" takes no credit. */
const OPENING_BALANCE = 10_000;

const debit = z.strictObject({
  transaction_id: z.string().min(1),
  from_account: z.string().min(1),
  amount: z.number().positive(),
});
const credit = z.strictObject({
  transaction_id: z.string().min(1),
  to_account: z.string().min(1),
  amount: z.number().positive(),
});
const reversal = z.strictObject({ transaction_id: z.string().min(1) });

await serveStdio({
  name: 'account_server',
  description: 'Accounts and the money on them.',
  tools: [
    read({
      name: 'validate_accounts',
      title: 'Validate accounts',
      description: 'Refused unless both accounts exist and are open. Account names start with "acc_".',
      input: z.strictObject({ from_account: z.string().min(1), to_account: z.string().min(1) }),
      output: z.strictObject({ from_balance: z.number(), to_balance: z.number() }),
      answer({ from_account, to_account }, ledger) {
        for (const account of [from_account, to_account]) checkOpen(account);
        return { from_balance: balance(from_account, ledger), to_balance: balance(to_account, ledger) };
      },
    }),
    effect({
      name: 'debit_account',
      title: 'Debit account',
      description: 'Takes money from an account. Refused when there is not enough.',
      input: debit,
      output: z.strictObject({ debit_id: z.string(), balance: z.number() }),
      ref: 'debit_id',
      apply({ from_account, amount }, ledger) {
        checkOpen(from_account);
        const left = balance(from_account, ledger) - amount;
        if (left < 0) throw new Refusal(`The account "${from_account}" has not enough money.`);
        return { debit_id: ledger.newRef('deb'), balance: left };
      },
    }),
    undo({
      name: 'reverse_debit',
      title: 'Reverse debit',
      description: 'Gives the money of a transaction back to the account it was taken from.',
      input: reversal.extend({ debit_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'debit_account',
    }),
    effect({
      name: 'credit_account',
      title: 'Credit account',
      description: 'Puts money on an account. Refused for the frozen account "acc_frozen".',
      input: credit,
      output: z.strictObject({ credit_id: z.string(), balance: z.number() }),
      ref: 'credit_id',
      apply({ to_account, amount }, ledger) {
        checkOpen(to_account);
        if (to_account === 'acc_frozen') throw new Refusal(`The account "${to_account}" is frozen.`);
        return { credit_id: ledger.newRef('cre'), balance: balance(to_account, ledger) + amount };
      },
    }),
    undo({
      name: 'reverse_credit',
      title: 'Reverse credit',
      description: 'Takes the money of a transaction from the account it was put on.',
      input: reversal.extend({ credit_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'credit_account',
    }),
  ],
});

function checkOpen(account: string): void {
  if (!account.startsWith('acc_')) throw new Refusal(`There is no account "${account}".`);
  if (account === 'acc_closed') throw new Refusal(`The account "${account}" is closed.`);
}

function balance(account: string, ledger: Ledger): number {
  const debits = ledger.inForce('debit_account').map(({ arguments: args }) => debit.parse(args));
  const credits = ledger.inForce('credit_account').map(({ arguments: args }) => credit.parse(args));
  const taken = debits.filter(({ from_account }) => from_account === account);
  const given = credits.filter(({ to_account }) => to_account === account);
  return OPENING_BALANCE - sum(taken) + sum(given);
}

function sum(moves: { amount: number }[]): number {
  return moves.reduce((total, { amount }) => total + amount, 0);
}
