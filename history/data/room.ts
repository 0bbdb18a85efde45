import type { Json } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { DataLimits, Kept } from '../../plan/recorded-data.ts';

/** How much may be kept: what comes first is kept first. */
export interface Room {
  keep(value: Json): Kept;
  /** It is not kept any more. */
  giveBack(kept: Kept | null): void;
}

export function createRoom({ ofOne, ofAll }: DataLimits): Room {
  let left = ofAll;
  return {
    keep(value) {
      const bytes = Buffer.byteLength(stringifyJson(value));
      if (bytes > ofOne || bytes > left) return { kind: 'cut', bytes };
      left -= bytes;
      return { kind: 'whole', value, bytes };
    },
    giveBack(kept) {
      if (kept?.kind === 'whole') left += kept.bytes;
    },
  };
}
