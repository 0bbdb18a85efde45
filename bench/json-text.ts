import { parseJson, stringifyJson } from '../plan/numbers/json-text.ts';
import { inTurns, ratioOf, type Spread } from './statistics.ts';

/** What reading and writing ordinary JSON costs, of what the native functions cost: CPU, in pairs. */
export async function jsonTextRatio(rounds: number): Promise<Spread> {
  const measured = await inTurns(
    rounds,
    {
      ours: () => cpuOf((text) => stringifyJson(parseJson(text))),
      native: () => cpuOf((text) => JSON.stringify(JSON.parse(text))),
    },
    5,
  );
  return ratioOf(measured.ours, measured.native);
}

function cpuOf(there: (text: string) => string): Promise<number> {
  const began = process.cpuUsage();
  for (const { text, times } of PAYLOADS) for (let time = 0; time < times; time += 1) there(text);
  const { user, system } = process.cpuUsage(began);
  return Promise.resolve(user + system);
}

/** An answer of a tool, and a list of orders; about the same time for each. */
const PAYLOADS = [
  { text: JSON.stringify(answerOf(orderOf(17))), times: 12_000 },
  { text: JSON.stringify(answerOf({ orders: Array.from({ length: 500 }, (_, index) => orderOf(index)) })), times: 40 },
];

function answerOf(structuredContent: object): object {
  const text = 'Here is what you asked for.';
  return { jsonrpc: '2.0', id: 7, result: { content: [{ type: 'text', text }], structuredContent } };
}

function orderOf(number: number): object {
  return {
    order_id: `o-${number}`,
    placed_at: new Date(1_790_000_000_000 + number * 61_000).toISOString(),
    customer: { name: `Customer ${number}`, city: 'Berlin', vip: number % 7 === 0 },
    lines: [{ sku: `AB-${number}`, quantity: (number % 5) + 1, price: (number * 137) / 100 }],
    note: null,
  };
}
