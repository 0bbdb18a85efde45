import { describe, expect, it } from 'vitest';
import type { Json, JsonSchema } from '../../../plan/json.ts';
import { sampleValue } from '../../../workflows/interpreter/park/sample-value.ts';
import { misfit } from '../../../workflows/misfit.ts';

const samples: [JsonSchema, Json][] = [
  [{ type: 'number' }, 0],
  [{ type: 'number', minimum: -5, maximum: 5 }, 0],
  [{ type: 'number', minimum: 0.01 }, 0.01],
  [{ type: 'number', exclusiveMinimum: 0 }, 1],
  [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }, 1],
  [{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
  [{ type: 'number', maximum: -2 }, -2],
  [{ type: 'number', exclusiveMaximum: 0 }, -1],
  [{ type: 'integer', minimum: 0.5 }, 1],
  [{ type: 'integer', exclusiveMinimum: 1.5 }, 2],
  [{ type: 'integer', exclusiveMaximum: -1.5 }, -2],
  [{ type: ['integer', 'null'], minimum: 3 }, 3],
  [{ type: 'string' }, '…'],
  [{ type: 'string', minLength: 3 }, '………'],
  [{ type: 'string', enum: ['EUR', 'USD'] }, 'EUR'],
  [{ enum: [2, 4] }, 2],
  [{ const: 'refund' }, 'refund'],
  [{ const: null }, null],
  [{ type: 'boolean' }, true],
  [{ type: 'array' }, []],
  [{ type: 'object' }, {}],
];

describe('a sample of a value', () => {
  it.each(samples)('of %j fits', (schema, sample) => {
    expect(sampleValue(schema)).toEqual(sample);
    expect(misfit(schema, sample)).toBeNull();
  });

  it.each<[JsonSchema, Json]>([
    [{ type: 'integer', minimum: 9007199254740993n }, 9007199254740993n],
    [{ type: 'integer', exclusiveMinimum: 9007199254740993n }, 9007199254740994n],
    [{ type: 'integer', exclusiveMinimum: 9007199254740991 }, 9007199254740992n],
    [{ type: 'integer', maximum: -9007199254740993n }, -9007199254740993n],
    [{ type: 'integer', exclusiveMaximum: -9007199254740991 }, -9007199254740992n],
    [{ type: 'integer', minimum: -9223372036854775808n, maximum: 9223372036854775807n }, 0],
    [{ type: 'number', exclusiveMinimum: 9007199254740993n, maximum: 1e300 }, 9007199254740994n],
    [{ type: 'number', minimum: 9007199254740993n, maximum: 1 }, 0],
    [{ const: 9007199254740993n }, 9007199254740993n],
    [{ type: 'string', minLength: 9007199254740993n }, '…'.repeat(100)],
  ])('of %o is exact', (schema, sample) => {
    expect(sampleValue(schema)).toStrictEqual(sample);
  });

  it('is a text where nothing is known of it', () => {
    expect([undefined, true, {}].map((schema) => sampleValue(schema))).toEqual(['…', '…', '…']);
  });

  it('stays short, however long a text must be', () => {
    expect(sampleValue({ type: 'string', minLength: 100_000 })).toHaveLength(100);
  });
});
