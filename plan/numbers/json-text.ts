/**
 * The one place that reads and writes JSON text. It differs from the native functions in one thing: an integer beyond ±(2^53 - 1), written
 * without a point and without an exponent, is a `bigint` in memory and its plain digits in text. The native functions would round it, and the
 * number of an account or an order would become somebody else's.
 *
 * Text that has no such integer goes through the native functions and costs what they cost.
 */

/** Reads JSON text. Throws the native `SyntaxError` for what is no JSON. */
export function parseJson(text: string): unknown {
  if (!mayHoldBigInteger(text)) return JSON.parse(text);
  const hidden = hideTokens(text);
  if (hidden === text) return JSON.parse(text);
  let value: unknown;
  try {
    value = JSON.parse(hidden);
  } catch {
    // Fails in the same way, and names the place in the text that was given.
    return JSON.parse(text);
  }
  return revealInPlace(value);
}

/** Writes JSON text, compact or indented by so many spaces; leaves out what the native function leaves out. */
export function stringifyJson(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    // A circle is a TypeError as well, and stays one.
    if (!(error instanceof TypeError)) throw error;
    return showInText(JSON.stringify(value, (_key, member: unknown) => hide(member), indent));
  }
}

/**
 * The same JSON text with a text in the place of each big integer, for a library that reads JSON by itself. What the library gives goes through
 * `revealIntegers`, and what it writes through `showInText`.
 */
export function hideInText(text: string): string {
  return mayHoldBigInteger(text) || MARKS.some((mark) => text.includes(mark)) ? hideTokens(text) : text;
}

function hideTokens(text: string): string {
  let shown = '';
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    let end = at + 1;
    let replacement: string | null = null;
    if (code === QUOTE) {
      end = endOfString(text, at);
      replacement = hiddenString(text, at, end);
    } else if (isNumberStart(code)) {
      NUMBER.lastIndex = at;
      end = NUMBER.exec(text) === null ? end : NUMBER.lastIndex;
      replacement = hiddenNumber(text, at, end);
    }
    if (replacement !== null) {
      shown += text.slice(copied, at) + replacement;
      copied = end;
    }
    at = end;
  }
  return copied === 0 ? text : shown + text.slice(copied);
}

/** The way back of `hideInText`, for JSON text: plain digits where integers were hidden. */
export function showInText(text: string): string {
  let shown = '';
  let copied = 0;
  for (let at = text.indexOf(`"${MARK}`); at !== -1; at = text.indexOf(`"${MARK}`, at + 1)) {
    // Inside of a longer text the quote is escaped; before a colon it is a key, and keys are never hidden.
    if (text.charCodeAt(at - 1) === BACKSLASH) continue;
    const end = endOfString(text, at);
    if (isKey(text, end)) continue;
    const inner = text.slice(at + 1 + MARK.length, end - 1);
    shown += text.slice(copied, at) + (inner.startsWith(DIGITS) ? inner.slice(1) : `"${inner.slice(1)}"`);
    copied = end;
  }
  return copied === 0 ? text : shown + text.slice(copied);
}

/** A copy with texts in the place of big integers; the value itself when it has none. */
export function hideIntegers(value: unknown): unknown {
  return mapLeaves(value, hide);
}

/** A copy with the integers that were hidden; the value itself when there were none. */
export function revealIntegers(value: unknown): unknown {
  return mapLeaves(value, reveal);
}

/** A copy with the nearest double in the place of each big integer, as the native function would have read it. */
export function roundIntegers<T>(value: T): T {
  return mapLeaves(value, (leaf) => (typeof leaf === 'bigint' ? Number(leaf) : leaf)) as T;
}

/**
 * Whether somewhere a run of digits is long enough and stands where an integer can. A run of sixteen has a digit at some multiple of sixteen, so
 * only every sixteenth character is looked at: on ordinary text this costs next to nothing, where a pattern costs a third of the reading.
 */
function mayHoldBigInteger(text: string): boolean {
  const { length } = text;
  for (let at = FEWEST_DIGITS - 1; at < length; at += FEWEST_DIGITS) {
    if (!isDigit(text.charCodeAt(at))) continue;
    // Through this digit such a run reaches eight characters back or eight forward.
    if (!isDigit(text.charCodeAt(at - 8)) && (at + 8 >= length || !isDigit(text.charCodeAt(at + 8)))) continue;
    let first = at;
    while (first > 0 && isDigit(text.charCodeAt(first - 1))) first -= 1;
    let end = at + 1;
    while (end < length && isDigit(text.charCodeAt(end))) end += 1;
    if (isBigInteger(text, first, end)) return true;
    // Behind the run, which may be as long as the text: it is not to be walked again from each of its digits.
    at = end;
  }
  return false;
}

function isBigInteger(text: string, first: number, end: number): boolean {
  if (end - first < FEWEST_DIGITS) return false;
  // Not in a fraction or an exponent, and not alone in quotes.
  return !'."'.includes(text.charAt(first - 1) || ' ') && !'.eE'.includes(text.charAt(end) || ' ');
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** That an integer beyond 2^53 has. */
const FEWEST_DIGITS = 16;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INTEGER = /^-?[1-9]\d{15,999}$/;
/** In the private use area of Unicode: no real text begins with it, and one that does is told apart by what follows. */
const MARK = '\uE000';
const DIGITS = 'n';
const TEXT = 's';
const ESCAPED_MARK = /^\\u[eE]000/;
const MARKS = [MARK, '\\ue000', '\\uE000'];
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isNumberStart(code: number): boolean {
  return code === 0x2d || isDigit(code);
}

/** Longer integers are beyond any double, and read as such: who checks that numbers are finite refuses them. */
function hiddenNumber(text: string, at: number, end: number): string | null {
  if (end - at < FEWEST_DIGITS) return null;
  const digits = text.slice(at, end);
  // A number in the place of a key is no JSON, and must not become JSON.
  if (!INTEGER.test(digits) || Number.isSafeInteger(Number(digits)) || isKey(text, end)) return null;
  return `"${MARK}${DIGITS}${digits}"`;
}

/** A text that looks hidden by itself says that it is none. */
function hiddenString(text: string, at: number, end: number): string | null {
  if (!text.startsWith(MARK, at + 1) && !ESCAPED_MARK.test(text.slice(at + 1, at + 7))) return null;
  return isKey(text, end) ? null : `"${MARK}${TEXT}${text.slice(at + 1, end)}`;
}

/** The index behind the closing quote; the text's end when there is none. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end + 1;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  KEY_END.lastIndex = end;
  return KEY_END.test(text);
}

const KEY_END = /[ \t\r\n]*:/y;

function hide(leaf: unknown): unknown {
  if (typeof leaf === 'bigint') return `${MARK}${DIGITS}${leaf}`;
  return typeof leaf === 'string' && leaf.startsWith(MARK) ? `${MARK}${TEXT}${leaf}` : leaf;
}

function reveal(leaf: unknown): unknown {
  if (typeof leaf !== 'string' || !leaf.startsWith(MARK)) return leaf;
  const kind = leaf.charAt(MARK.length);
  const inner = leaf.slice(MARK.length + 1);
  if (kind === DIGITS) return BigInt(inner);
  return kind === TEXT ? inner : leaf;
}

/** In a value that nobody else has. Goes down without calling itself: whatever the native function reads is read. */
function revealInPlace(value: unknown): unknown {
  const root = { value };
  const open: Record<string, unknown>[] = [root];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const [key, member] of Object.entries(holder)) {
      if (typeof member === 'object' && member !== null) open.push(member as Record<string, unknown>);
      else if (typeof member === 'string' && member.startsWith(MARK)) holder[key] = reveal(member);
    }
  }
  return root.value;
}

/** A copy with other leaves. Copies only what holds a changed leaf; the value itself when nothing changed. */
export function mapLeaves(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return change(value);
  if (Array.isArray(value)) return mapItems(value, change);
  let copy: Record<string, unknown> | null = null;
  for (const [key, member] of Object.entries(value)) {
    const changed = mapLeaves(member, change);
    if (changed === member) continue;
    copy ??= copyOf(value);
    copy[key] = changed;
  }
  return copy ?? value;
}

function mapItems(items: readonly unknown[], change: (leaf: unknown) => unknown): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (const [index, item] of items.entries()) {
    const changed = mapLeaves(item, change);
    if (changed === item) continue;
    copy ??= [...items];
    copy[index] = changed;
  }
  return copy ?? items;
}

/** With its prototype, and with a key `__proto__` as the plain member that it was. */
function copyOf(value: object): Record<string, unknown> {
  return Object.create(
    Object.getPrototypeOf(value) as object | null,
    Object.getOwnPropertyDescriptors(value),
  ) as Record<string, unknown>;
}
