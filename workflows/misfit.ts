import { Validator } from '@cfworker/json-schema';
import type { Json, JsonSchema } from '../plan/json.ts';

/** What does not fit, with its JSON pointer; null when the value fits. Interprets the schema: no code is generated in the isolate. */
export function misfit(schema: JsonSchema, value: Json): string | null {
  const result = new Validator(schema, '2020-12', false).validate(value);
  if (result.valid) return null;
  // The deepest error says most; the ones above it only repeat that something below failed.
  const [deepest] = [...result.errors].sort((a, b) => depth(b.instanceLocation) - depth(a.instanceLocation));
  if (deepest === undefined) return 'it does not fit its schema';
  const pointer = deepest.instanceLocation.slice(1);
  return `${pointer === '' ? 'the value itself' : pointer}: ${deepest.error.replace(/\.$/, '')}`;
}

function depth(pointer: string): number {
  return pointer.split('/').length;
}
