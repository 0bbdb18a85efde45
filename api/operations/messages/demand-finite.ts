import type { Json } from '../../../plan/json.ts';
import { BEYOND_ALL, infiniteIn } from '../../../plan/numbers/infinite-in.ts';
import { OperationError } from '../errors.ts';

/**
 * Throws `invalid-input` for a number that JSON's reader could not hold, like 1e999: history would keep nothing in its place. `pointer` is
 * where the value stands in the message.
 */
export function demandFinite(value: Json | undefined, pointer: string): void {
  const found = infiniteIn(value, pointer);
  if (found === null) return;
  const misfit = { pointer: found, message: BEYOND_ALL };
  const where = found === '' ? 'It' : found;
  throw new OperationError('invalid-input', `${where} ${misfit.message}.`, { misfits: [misfit] });
}
