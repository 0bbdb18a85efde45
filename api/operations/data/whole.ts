import type { DataLimits } from '../../../plan/recorded-data.ts';

/** Nothing is cut: Temporal itself bounds what one call takes and gives. */
export const WHOLE: DataLimits = { ofOne: Infinity, ofAll: Infinity };
