import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { readableNames, summarize } from './describe.ts';
import type { DefinitionSummary } from './describe.ts';

/** Those the caller may read, by name. */
export function listDefinitions({ definitions }: Parts) {
  return (caller: Caller): DefinitionSummary[] =>
    readableNames(definitions, caller).map((name) => summarize(definitions, name));
}
