/**
 * SHA-256 (FIPS 180-4) of the text's UTF-8 bytes, as 64 lower-case hexadecimal digits. Written by hand because
 * workflow code has neither node:crypto nor a synchronous WebCrypto, and keys and plan hashes must be the same there.
 */
export function sha256Hex(text: string): string {
  const message = padded(text);
  const state = new Uint32Array(initialState);
  const schedule = new Int32Array(64);
  for (let offset = 0; offset < message.byteLength; offset += 64) {
    for (let i = 0; i < 16; i += 1) schedule[i] = message.getInt32(offset + i * 4);
    compress(state, schedule);
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

function padded(text: string): DataView {
  const bytes = new Uint8Array(text.length * 3 + 72);
  const length = writeUtf8(text, bytes);
  const end = (Math.floor((length + 8) / 64) + 1) * 64;
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer, 0, end);
  view.setUint32(end - 8, Math.floor(length / 0x20000000));
  view.setUint32(end - 4, (length << 3) >>> 0);
  return view;
}

/** Eight plain variables and no calls but the small ones: a plan has thousands of blocks, and every definition is hashed. */
function compress(state: Uint32Array, w: Int32Array): void {
  for (let i = 16; i < 64; i += 1) {
    const early = at(w, i - 15);
    const late = at(w, i - 2);
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    w[i] = at(w, i - 16) + s0 + at(w, i - 7) + s1;
  }
  let [a, b, c, d] = [at(state, 0) | 0, at(state, 1) | 0, at(state, 2) | 0, at(state, 3) | 0];
  let [e, f, g, h] = [at(state, 4) | 0, at(state, 5) | 0, at(state, 6) | 0, at(state, 7) | 0];
  for (let i = 0; i < 64; i += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(roundConstants, i) + at(w, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = at(state, i) + word));
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function at(words: Uint32Array | Int32Array, index: number): number {
  return words[index] ?? 0;
}

/** Gives the number of bytes. A lone surrogate becomes U+FFFD, as TextEncoder does it. */
function writeUtf8(text: string, bytes: Uint8Array): number {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[length++] = unit;
      continue;
    }
    const point = text.codePointAt(index) ?? 0;
    if (point > 0xffff) index += 1;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    const trail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes[length++] = ([0, 0xc0, 0xe0, 0xf0][trail] ?? 0) | (code >> (6 * trail));
    for (let i = trail - 1; i >= 0; i -= 1) bytes[length++] = 0x80 | ((code >> (6 * i)) & 0x3f);
  }
  return length;
}

/** The fractional parts of the square and cube roots of the first primes (FIPS 180-4 §4.2.2, §5.3.3). */
const primes = firstPrimes(64);
const initialState = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 2n));
const roundConstants = Int32Array.from(primes, (prime) => fraction(prime, 3n));

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

/** The first 32 bits after the point of the `degree`-th root, by exact integer arithmetic: no rounding to trust. */
function fraction(prime: number, degree: bigint): number {
  const target = BigInt(prime) << (32n * degree);
  let root = 0n;
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
  return Number(root & 0xffffffffn);
}
