import { canonicalJson } from '../../../plan/hash/canonical-json.ts';
import type { JsonNumber } from '../../../plan/numbers/exact-number.ts';
import type { Json, JsonObject, JsonSchema } from '../../../plan/json.ts';

/** Schemas about numbers, and values for them, from one seed. Made by hand, because arbitraries of such depth take a hundred times as long. */
export class Random {
  private state: number;
  private readonly numbers: (random: Random) => JsonNumber;

  constructor(seed: number, numbers: (random: Random) => JsonNumber) {
    this.state = seed;
    this.numbers = numbers;
  }

  /** A whole number below the limit (mulberry32). */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  oneOf<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  many<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }

  /** A schema with two definitions that it may refer to. */
  whole(): JsonSchema {
    const $defs = { one: this.schema(0, false), two: this.schema(0, false) };
    return { ...this.schema(3, true), $defs };
  }

  value(depth = 2): Json {
    const kind = this.below(depth === 0 ? 5 : 9);
    if (kind === 4) return this.oneOf<Json>(['9007199254740993', null, true]);
    if (kind < 4) return this.numbers(this);
    if (kind < 7) return this.many(0, 4, () => this.value(depth - 1));
    return this.members(() => this.value(depth - 1));
  }

  private members(make: () => Json): JsonObject {
    return Object.fromEntries(this.many(0, 3, () => [this.oneOf(['a', 'b', 'multipleOf', 'const']), make()]));
  }

  private schema(depth: number, mayRefer: boolean): JsonSchema {
    const made: JsonSchema = {};
    // Few keywords at once, or nearly nothing would fit.
    for (let left = 1 + this.below(2); left > 0; left -= 1) {
      Object.assign(made, depth > 0 && this.below(3) > 0 ? this.nested(depth - 1, mayRefer) : this.leaf(mayRefer));
    }
    return made;
  }

  private leaf(mayRefer: boolean): JsonSchema {
    if (mayRefer && this.below(8) === 0) return { $ref: this.oneOf(['#/$defs/one', '#/$defs/two']) };
    const range = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;
    switch (this.below(5)) {
      case 0:
        return { type: this.oneOf(['integer', 'number']) };
      case 1:
        return { const: this.value(1) };
      case 2:
        // Draft 2019-09 forbids to say one twice.
        return {
          enum: [...new Map(this.many(1, 4, () => this.value(1)).map((one) => [canonicalJson(one), one])).values()],
        };
      case 3:
        return { multipleOf: this.divisor() };
      default:
        return { [this.oneOf(range)]: this.numbers(this) };
    }
  }

  private nested(depth: number, mayRefer: boolean): JsonSchema {
    const one = (): JsonSchema => this.schema(depth, mayRefer);
    switch (this.below(8)) {
      case 0:
        return { [this.oneOf(['anyOf', 'allOf', 'oneOf'])]: this.many(1, 3, one) };
      case 1:
        return { not: one() };
      case 2:
        return { if: one(), then: one(), ...(this.below(2) === 0 && { else: one() }) };
      case 3:
        return { contains: one() };
      case 4:
        return { uniqueItems: true };
      case 5:
        return { properties: this.members(one) };
      default:
        return { items: one() };
    }
  }

  private divisor(): JsonNumber {
    const number = this.numbers(this);
    const positive = number === 0 ? 1 : number < 0 ? -number : number;
    return this.oneOf<JsonNumber>([1, 2, 3, 7, 10, 0.5, 0.01, positive]);
  }
}

/** Numbers that every reader of JSON keeps. */
export function safeNumber(random: Random): JsonNumber {
  const numbers = [0.5, -2.25, 9007199254740991, -9007199254740991, 4503599627370496] as const;
  return random.below(2) === 0 ? random.below(13) - 6 : random.oneOf<number>(numbers);
}

/** Those, and integers of up to 80 bits, many of them next to each other and some as doubles. */
export function anyNumber(random: Random): JsonNumber {
  const middles = [2n ** 53n, 2n ** 63n, 2n ** 64n, 10n ** 20n] as const;
  const bits = (): bigint => BigInt(random.below(2 ** 20));
  switch (random.below(4)) {
    case 0:
      return safeNumber(random);
    case 1:
      return random.oneOf<number>([1e20, 2 ** 53, 2 ** 63, -(2 ** 64), 9223372036854776000, 1e300]);
    case 2:
      return asRead(bits() * bits() * bits() * bits() * (random.below(2) === 0 ? 1n : -1n));
    default:
      return asRead((random.oneOf<bigint>(middles) + BigInt(random.below(7) - 3)) * (random.below(2) === 0 ? 1n : -1n));
  }
}

/** As the reader of JSON gives it. */
function asRead(number: bigint): JsonNumber {
  return Number.isSafeInteger(Number(number)) ? Number(number) : number;
}
