import { z } from 'zod';
import type { Ledger } from './kit/ledger.ts';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, read, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

/** What the warehouse starts with; a sku `slow-<milliseconds>` exists too and answers late. */
const OPENING_STOCK = new Map([
  ['desk-lamp', 100_000],
  ['standing-desk', 25_000],
  ['office-chair', 50_000],
  ['limited-edition-print', 3],
  ['sold-out-sofa', 0],
]);

const item = z.strictObject({ sku: z.string().min(1), quantity: z.int().min(1) });
const reservation = z.strictObject({
  order_id: z.string().min(1),
  items: z.array(item).min(1),
});

await serveStdio({
  name: 'inventory_server',
  description: 'Stock of the warehouse and reservations on it.',
  tools: [
    read({
      name: 'get_stock',
      title: 'Get stock',
      description: 'How many pieces of a sku are in stock and not reserved.',
      input: z.strictObject({ sku: z.string().min(1) }),
      output: z.strictObject({ sku: z.string(), available: z.int() }),
      answer: ({ sku }, ledger) => ({ sku, available: available(sku, ledger) }),
    }),
    effect({
      name: 'reserve_items',
      title: 'Reserve items',
      description:
        'Puts the items of an order aside. Refused when one of them is not in stock; then nothing is reserved.',
      input: reservation,
      output: z.strictObject({ reservation_id: z.string(), reserved: z.int() }),
      ref: 'reservation_id',
      apply({ items }, ledger) {
        for (const [sku, quantity] of totals(items)) checkStock(sku, quantity, ledger);
        return {
          reservation_id: ledger.newRef('res'),
          reserved: items.reduce((sum, { quantity }) => sum + quantity, 0),
        };
      },
    }),
    undo({
      name: 'release_reservation',
      title: 'Release reservation',
      description: 'Gives the reserved items of an order back to the stock.',
      input: z.strictObject({ order_id: z.string().min(1), reservation_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'reserve_items',
    }),
  ],
});

function totals(items: z.infer<typeof item>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of items) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return sums;
}

function checkStock(sku: string, quantity: number, ledger: Ledger): void {
  const left = available(sku, ledger);
  if (left < quantity)
    throw new Refusal(`${sku} is out of stock: ${String(quantity)} wanted, ${String(left)} available.`);
}

function available(sku: string, ledger: Ledger): number {
  const opening = OPENING_STOCK.get(sku) ?? (sku.startsWith('slow-') ? 1_000 : undefined);
  if (opening === undefined) {
    throw new Refusal(
      `The warehouse does not know the sku "${sku}". It knows ${[...OPENING_STOCK.keys()].join(', ')}.`,
    );
  }
  const reserved = ledger.inForce('reserve_items').map(({ arguments: args }) => totals(reservation.parse(args).items));
  return reserved.reduce((left, order) => left - (order.get(sku) ?? 0), opening);
}
