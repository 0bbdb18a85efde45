import type { ElicitRequestFormParams } from '@modelcontextprotocol/server';
import type { JsonObject, JsonSchema } from '../../../plan/json.ts';
import { isJsonObject } from '../../../plan/json.ts';
import { formField } from './form-field.ts';

/** What a client shows: flat fields, and one that says yes or no. */
export interface Form {
  schema: ElicitRequestFormParams['requestedSchema'];
  /** Name of the yes-or-no field: `approved`, unless the definition's own form has that name. */
  approvedField: string;
}

/**
 * The form of an approval in the restricted JSON Schema of elicitation. Null when a field that must be filled in cannot be shown
 * so. Nothing is required here: what the definition requires counts for a yes only, and the execution checks it; and a form that
 * is sent without the yes-or-no field is a yes, for that is what accepting it means.
 */
export function formOf(form: JsonObject | null): Form | null {
  const fields = form !== null && isJsonObject(form['properties']) ? form['properties'] : {};
  const required = form !== null && Array.isArray(form['required']) ? form['required'] : [];
  const shown = Object.entries(fields).flatMap(([name, of]): [string, JsonSchema][] => {
    const field = formField(of);
    return field === null ? [] : [[name, field]];
  });
  if (required.some((name) => !shown.some(([field]) => field === name))) return null;
  const approvedField = ['approved', 'approve', 'decision'].find((name) => !Object.hasOwn(fields, name));
  if (approvedField === undefined) return null;
  const properties = { ...Object.fromEntries(shown), [approvedField]: APPROVED };
  return { schema: { type: 'object', properties } as Form['schema'], approvedField };
}

const APPROVED: JsonSchema = {
  type: 'boolean',
  title: 'Approve',
  description: 'Yes approves, no rejects.',
  default: true,
};
