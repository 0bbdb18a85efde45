import type { Json } from '../../../plan/json.ts';
import { escapePointer } from '../../../plan/misfits.ts';
import { OperationError } from '../errors.ts';

/**
 * Throws `invalid-input` for a number that JSON's reader could not hold, like 1e999: history would keep nothing in its place. `pointer` is
 * where the value stands in the message.
 */
export function demandFinite(value: Json | undefined, pointer: string): void {
  const found = infiniteIn(value, pointer);
  if (found === null) return;
  const misfit = { pointer: found, message: 'is a number beyond all that can be held; write it as a text' };
  const where = found === '' ? 'It' : found;
  throw new OperationError('invalid-input', `${where} ${misfit.message}.`, { misfits: [misfit] });
}

function infiniteIn(value: Json | undefined, pointer: string): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : pointer;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = infiniteIn(item, `${pointer}/${escapePointer(key)}`);
    if (found !== null) return found;
  }
  return null;
}
