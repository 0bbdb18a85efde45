import { DECLINED_CARD, GOOD_CARD, order } from '../orders.ts';

export interface Executions {
  ended: Started[];
  waiting: Started[];
}

export interface Started {
  id: string;
  runId: string;
}

/**
 * Starts executions that end well, end undone, and wait for people. Throws when one was not taken. The
 * key is that of somebody else than the caller under test: who starts an execution does not approve it.
 */
export async function startExecutions(url: string, apiKey: string): Promise<Executions> {
  const start = async (definition: string, input: object, wait: number): Promise<Started> => {
    const response = await fetch(`${url}/v1/definitions/${definition}/executions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ input, wait }),
    });
    const body = (await response.json()) as Started;
    if (!response.ok) throw new Error(`${definition} was not started: ${JSON.stringify(body)}`);
    return body;
  };
  const waiting = Array.from({ length: WAITING }, () => start('waits_for_people', {}, 0));
  const orders = CARDS.map((card, index) => start('order_with_terms', order(`order-${String(index)}`, card), 20));
  return { ended: await Promise.all(orders), waiting: await Promise.all(waiting) };
}

const WAITING = 100;

/** The second one is undone. */
const CARDS = [GOOD_CARD, DECLINED_CARD];
