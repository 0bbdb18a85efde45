/** What bounds an expression (LANGUAGE "Expressions"). Changing one changes the meaning of plans: see PLAN_VERSION. */
export const MAX_SOURCE_LENGTH = 4096;
export const MAX_NODES = 500;
export const MAX_DEPTH = 32;
export const MAX_MACRO_NESTING = 2;
export const MAX_EVALUATION_STEPS = 100_000;
/** In characters of the value's JSON text. */
export const MAX_RESULT_LENGTH = 262_144;
/** Values nested deeper than this are refused, so that nothing that walks them can exhaust the stack. */
export const MAX_VALUE_DEPTH = 500;
/** Of an integer that is written out; what reads JSON has the same bound. */
export const MAX_INTEGER_DIGITS = 1000;
/** One evaluation step pays for this many characters read or written. */
export const CHARACTERS_PER_STEP = 32;

export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
