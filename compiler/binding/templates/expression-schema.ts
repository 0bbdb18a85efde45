import type { Template } from '../../../plan/expressions/template.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import { checkTemplate } from '../../expressions/check-template.ts';
import type { Scope } from './scope.ts';

/** The type of a template's value, as far as it can be told; its problems are reported in the check of all expressions. */
export function schemaOf(template: Template, scope: Scope): JsonSchema | undefined {
  return checkTemplate(template, scope).schema;
}
