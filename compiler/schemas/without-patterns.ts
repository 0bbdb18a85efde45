import type { JsonSchema } from '../../plan/json.ts';
import { withoutKeywords } from './without-keywords.ts';

/**
 * The schema without its regular expressions. An input schema is checked by JavaScript's engine, in the workflow too, where a
 * pattern of an untrusted server could hang every start; the call itself is checked against all of it, in linear time.
 */
export function withoutPatterns(schema: JsonSchema): JsonSchema {
  return withoutKeywords(schema, PATTERNS);
}

const PATTERNS = new Set(['pattern', 'patternProperties']);
