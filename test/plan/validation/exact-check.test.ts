import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createValidatorFactory } from '../../../federation/call/validator.ts';
import type { Json, JsonSchema } from '../../../plan/json.ts';
import { misfitsOf } from '../../../plan/misfits.ts';
import { exactCheck } from '../../../plan/validation/exact-check.ts';
import type { Check } from '../../../plan/validation/exact-check.ts';
import { hasBigInt, largeNumbersIn } from '../../../plan/validation/stand-ins.ts';
import { misfit } from '../../../workflows/misfit.ts';
import { fits } from './oracle.ts';
import { Random, anyNumber, safeNumber } from './random.ts';

const compile = createValidatorFactory();
const dialects = [
  'https://json-schema.org/draft/2020-12/schema',
  'https://json-schema.org/draft/2019-09/schema',
  'http://json-schema.org/draft-07/schema#',
];

/** What ajv says of it, in any of the dialects. */
function toolMisfit(schema: JsonSchema, value: Json, dialect = dialects[0] ?? ''): string | undefined {
  const result = compile({ ...schema, $schema: dialect });
  if (!result.ok) throw new Error(result.problem);
  return result.validate(value);
}

const plain = (schema: JsonSchema): Check => {
  const validator = new Validator(schema, '2020-12', false);
  return (value) => validator.validate(value).errors;
};

/** One case a seed. */
function forSeeds(cases: number, run: (seed: number) => void): void {
  fc.assert(fc.property(fc.noShrink(fc.integer()), run), { numRuns: cases });
}

/** Of which something is a `bigint`: everything else goes to the validators as it is. */
function bigCase(seed: number): { schema: JsonSchema; value: Json } {
  const random = new Random(seed, anyNumber);
  for (;;) {
    const made = { schema: random.whole(), value: random.value() };
    if (hasBigInt(largeNumbersIn([made.schema, made.value]))) return made;
  }
}

describe('of any schema and any integers, the verdict is the exact one', () => {
  it('of the validator of inputs, answers and messages', () => {
    forSeeds(3_000, (seed) => {
      const { schema, value } = bigCase(seed);
      expect(misfit(schema, value) === null).toBe(fits(schema, schema, value));
    });
  });

  it('of the validator of tools', () => {
    forSeeds(150, (seed) => {
      const { schema, value } = bigCase(seed);
      for (const dialect of dialects) {
        // Beside a reference, draft-07 obeys nothing.
        if (dialect.includes('draft-07') && JSON.stringify(schema, withoutDigits).includes('"$ref"')) continue;
        expect(toolMisfit(schema, value, dialect) === undefined).toBe(fits(schema, schema, value));
      }
    });
  });
});

function withoutDigits(_key: string, member: unknown): unknown {
  return typeof member === 'bigint' ? 0 : member;
}

describe('of numbers that every reader keeps, all is said as the validators themselves say it', () => {
  const beside: JsonSchema = { default: 2n ** 70n };

  it('of inputs, answers and messages', () => {
    forSeeds(1_500, (seed) => {
      const random = new Random(seed, safeNumber);
      const [schema, value] = [random.whole(), random.value()];
      const expected = plain(structuredClone(schema))(value);
      expect(exactCheck(schema, plain)(value)).toEqual(expected);
      expect(exactCheck({ ...schema, ...beside }, plain)(value)).toEqual(expected);
      // With a large number elsewhere in the value, `multipleOf` takes a way of its own.
      const both = { properties: { it: { ...schema, $defs: {} } }, $defs: schema['$defs'] ?? {} };
      const seen = misfitsOf(exactCheck(both, plain)({ it: value, other: 2n ** 70n }));
      const usual = misfitsOf(plain(structuredClone(both))({ it: value, other: 1 }));
      expect(seen.map((one) => JSON.stringify(one)).sort()).toEqual(usual.map((one) => JSON.stringify(one)).sort());
    });
  });

  it('of tools', () => {
    forSeeds(80, (seed) => {
      const random = new Random(seed, safeNumber);
      const [schema, value] = [random.whole(), random.value()];
      expect(toolMisfit({ ...schema, ...beside }, value)).toBe(toolMisfit(schema, value));
    });
  });
});
