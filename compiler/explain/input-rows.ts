import type { JsonSchema } from '../../plan/json.ts';
import { propertiesOf, requiredOf } from '../schemas/parts.ts';
import { describeTypes } from '../schemas/types.ts';

export interface InputRow {
  name: string;
  /** In words: `a string`. */
  type: string;
  isRequired: boolean;
}

export function inputRows(input: JsonSchema): InputRow[] {
  const required = requiredOf(input);
  return [...propertiesOf(input)].map(([name, schema]) => ({
    name,
    type: describeTypes(schema),
    isRequired: required.has(name),
  }));
}
