import type { Json } from '../../../plan/json.ts';
import { APPROVAL_VERBS, RESERVED_SIGNALS } from '../../../plan/messages.ts';
import { demand, mayDecide, mayStart } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { demandFinite } from './demand-finite.ts';
import { targetOf } from './route.ts';

/** Sends a signal that a `wait_for` step takes, of the execution or of the child that is named. Operator verbs are no signals here: they are Updates with an answer. */
export function signal(parts: Parts) {
  return async (
    caller: Caller,
    id: string,
    name: string,
    payload: Json,
    { executionId }: { executionId?: string } = {},
  ): Promise<void> => {
    const target = await targetOf(parts, caller, id, executionId);
    const { definition } = target.owner;
    demand(mayStart(caller, definition) || mayDecide(caller), `signal "${id}"`, `definition:${definition}:start`);
    if (isOneOf(RESERVED_SIGNALS, name)) {
      const command = isOneOf(APPROVAL_VERBS, name) ? `sagaflow ${name} ${id} <step>` : `sagaflow decide ${id} ${name}`;
      throw new OperationError('refused', `"${name}" is an operator's verb and no signal. Use: ${command}`);
    }
    demandFinite(payload, '');
    await parts.executions.signal(target.id, name, payload);
  };
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
