import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../plan/json.ts';
import { formOf } from '../../../api/mcp/approvals/form.ts';

describe('the form of an approval', () => {
  it('asks for yes or no where the definition asks for nothing', () => {
    expect(formOf(null)).toMatchObject({
      schema: { type: 'object', properties: { approved: { type: 'boolean', default: true } } },
      approvedField: 'approved',
    });
  });

  it('has flat fields with the keywords that clients know, and does not demand them of who says no', () => {
    const note = { type: 'string', title: 'Note', maxLength: 80, pattern: '^x', format: 'hostname' };
    const level = { type: 'string', enum: ['low', 'high'] };
    const form = formOf({
      type: 'object',
      required: ['note'],
      properties: { note, level, at: { type: 'string', format: 'date' } },
    });
    expect(form?.schema.required).toBeUndefined();
    expect(form?.schema.properties).toMatchObject({
      note: { type: 'string', title: 'Note', maxLength: 80 },
      level,
      at: { type: 'string', format: 'date' },
    });
    expect(form?.schema.properties['note']).not.toHaveProperty('pattern');
    expect(form?.schema.properties['note']).not.toHaveProperty('format');
  });

  it('leaves out what cannot be shown, unless it must be filled in: then nobody is asked', () => {
    const lines = { type: 'array', items: { type: 'string' } };
    expect(formOf({ properties: { lines } })?.schema.properties).not.toHaveProperty('lines');
    expect(formOf({ properties: { lines }, required: ['lines'] })).toBeNull();
  });

  it('takes another name for yes and no where the definition has that field', () => {
    const form = formOf({ properties: { approved: { type: 'string' } } });
    expect(form).toMatchObject({ approvedField: 'approve', schema: { properties: { approve: { type: 'boolean' } } } });
    expect(form?.schema.properties['approved']).toEqual({ type: 'string' });
  });

  it.each([
    ['titled choices', { type: 'string', oneOf: [{ const: 'a', title: 'A' }] }],
    ['choices with names', { type: 'string', enum: ['a'], enumNames: ['A'] }],
    ['several choices', { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, minItems: 1, default: ['a'] }],
    ['several titled choices', { type: 'array', items: { anyOf: [{ const: 'a', title: 'A' }] }, maxItems: 1 }],
    ['a number with limits', { type: 'integer', minimum: 1, maximum: 9 }],
  ])('has %s as they are', (_what, field: JsonSchema) => {
    expect(formOf({ properties: { field } })?.schema.properties['field']).toEqual(field);
  });
});
