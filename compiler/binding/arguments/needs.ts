import type { JsonSchema } from '../../../plan/json.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';

/** One reason why a property is in the inferred input. */
export interface Need {
  /** Name in the input. */
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
  /** In words: `tool "charge_card" of step "charge_payment"`. */
  who: string;
  path: Path;
  /** Bound by name: then sharing it with another tool is worth a warning. */
  isByName: boolean;
}

/** Names that may be bound from outputs (LANGUAGE "Binding"); a bare `id` says nothing about whose it is. */
export function isIdentifier(property: string): boolean {
  return IDENTIFIER.test(property);
}

const IDENTIFIER = /(?:.Id|_(?:id|key|number|token|ref))$/;

/** The input's name for a tool's property: a bare `id` becomes `<tool>_id`. */
export function inputName(property: string, tool: string): string {
  return property === 'id' ? `${tool.replaceAll(/[^A-Za-z0-9_]+/g, '_')}_id` : property;
}
