import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { handle } from '../../../api/mcp/answers/handle.ts';
import { refused } from '../../../api/mcp/answers/refused.ts';
import { asObject, outputSchemaOf } from '../../../api/mcp/tools/output-schema.ts';
import { OperationError } from '../../../api/operations/errors.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import { beginView } from '../../../plan/view/fold.ts';
import { planOfFile } from '../project-plans.ts';

const ORDER: JsonSchema = {
  type: 'object',
  properties: { id: { type: 'string' } },
  required: ['id'],
  additionalProperties: false,
};
const plan = planOfFile('definitions/order_processing_saga.yaml');
const view = beginView(plan, { id: 'a/b', runId: 'r', planHash: 'h', startedAt: '2026-11-21T08:00:00.000Z' });

function fits(schema: JsonSchema, value: unknown): boolean {
  const listed = outputSchemaOf(schema);
  if (listed === undefined) throw new Error('There is no schema.');
  return new Ajv2020({ strict: false }).compile(listed)(value);
}

describe('the listed output schema', () => {
  it('takes the output, the handle and a failure, and nothing else', () => {
    expect(fits(ORDER, { id: 'o-1' })).toBe(true);
    expect(fits(ORDER, handle(view).structuredContent)).toBe(true);
    expect(fits(ORDER, refused(new OperationError('no-worker', 'Nobody works.')).structuredContent)).toBe(true);
    expect(fits(ORDER, { other: 1 })).toBe(false);
  });

  it.each([
    ['a list', { type: 'array', items: { type: 'string' } }, ['a']],
    ['nothing', { type: 'null' }, null],
    ['an object or nothing', { type: ['object', 'null'] }, { a: 1 }],
  ])('takes an output that is %s', (_what, schema: JsonSchema, output) => {
    expect(fits(schema, asObject(output))).toBe(true);
  });

  it('keeps references to definitions right', () => {
    const schema = { type: 'object', properties: { order: { $ref: '#/$defs/order' } }, $defs: { order: ORDER } };
    expect(fits(schema, { order: { id: 'o-1' } })).toBe(true);
    expect(fits(schema, { order: { id: 1 } })).toBe(false);
  });

  it.each([
    ['a reference to nothing', { type: 'object', properties: { a: { $ref: '#/$defs/a' } } }],
    ['a reference to elsewhere', { type: 'object', properties: { a: { $ref: 'https://example.com/a.json' } } }],
    ['a reference to its own root', { type: 'object', properties: { a: { $ref: '#' } } }],
    ['an address inside', { type: 'object', properties: { a: { $id: 'https://example.com/a' } } }],
  ])('is left out for a schema with %s', (_what, schema: JsonSchema) => {
    expect(outputSchemaOf(schema)).toBeUndefined();
  });

  it('is left out where nothing is known', () => {
    expect(outputSchemaOf(null)).toBeUndefined();
  });

  it('loses the dialects that tools name inside', () => {
    const inner = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' };
    const listed = outputSchemaOf({ type: 'object', properties: { a: inner } });
    expect(JSON.stringify(listed)).not.toContain('draft-07');
  });
});
