import { demand, mayRead } from '../caller.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { describeDefinition } from './describe.ts';
import type { DefinitionDetail } from './describe.ts';

/** Throws `unknown-definition`, `forbidden`. */
export function getDefinition({ definitions }: Parts) {
  return (caller: Caller, name: string): DefinitionDetail => {
    const detail = describeDefinition(definitions, name);
    demand(mayRead(caller, name), `read "${name}"`, `definition:${name}:read`);
    return detail;
  };
}
