import { DEFINITIONS } from '../../../test/campaign/project/definitions.ts';
import type { Start } from './start.ts';

/** Its starts share keys while an API is killed. */
export const KEYED_DEFINITION = 'linear_three';

/**
 * On servers that know keys, and with more than one attempt: a call under a killed worker is sent again, so that a saga ends as its input
 * says.
 */
const CHOSEN = ['branches', 'each_item', 'grouped', 'pivoted', 'family'];

/** Sagas on the ledger; of three, one fails at its end and is undone. */
export function ledgerSagas(count: number): Start[] {
  const definitions = DEFINITIONS.filter(({ name }) => CHOSEN.includes(name));
  return Array.from({ length: count }, (_, index) => {
    const { name = '' } = definitions[index % definitions.length] ?? {};
    return ledgerSaga(name, `s-${String(index + 1)}`, index % 3 === 2);
  });
}

/** One for each key, without an id: only the key says that two starts are the same. */
export function keyedStarts(keys: number): Start[] {
  return Array.from({ length: keys }, (_, index) => {
    const { id: _id, ...start } = ledgerSaga(KEYED_DEFINITION, `k-${String(index + 1)}`, index % 3 === 2);
    return start;
  });
}

function ledgerSaga(definition: string, ref: string, stop: boolean): Start {
  const input = { ref, amount: 10, stop, items: ['x', 'y', 'z'] };
  return { definition, id: ref, key: `${definition} ${ref}`, input, ends: stop ? 'undone' : 'completed' };
}
