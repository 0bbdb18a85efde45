import { demand, mayDecide, mayRead, mayReadData } from './caller.ts';
import type { Caller } from './caller.ts';
import { unknownExecution } from './errors.ts';
import type { ExecutionOwner, Executions } from './ports.ts';

/** Who may see which execution. */
export interface Access {
  /** Throws `unknown-execution` for one that is not there, or not for this tenant; `forbidden` without the scope. */
  read(caller: Caller, id: string, runId?: string): Promise<ExecutionOwner>;
  /** The same for an execution that was read already. */
  demandRead(caller: Caller, id: string, owner: Pick<ExecutionOwner, 'tenant' | 'definition'>): void;
  /** Throws `forbidden` for whoever may see the execution, but not its input, arguments and outputs. */
  demandData(caller: Caller, id: string, owner: Pick<ExecutionOwner, 'tenant' | 'definition'>): void;
}

export function createAccess(executions: Executions): Access {
  const demandRead: Access['demandRead'] = (caller, id, { tenant, definition }) => {
    // Another tenant may not even learn that the execution exists.
    if (tenant !== caller.tenant && caller.isCommandLine !== true) throw unknownExecution(id);
    const isAllowed = mayRead(caller, definition) || mayDecide(caller);
    demand(isAllowed, `see executions of "${definition}"`, `definition:${definition}:read`);
  };
  return {
    demandRead,
    demandData(caller, id, owner) {
      demandRead(caller, id, owner);
      const { definition } = owner;
      const what = `see input, arguments and outputs of executions of "${definition}"`;
      demand(mayReadData(caller, definition), what, `definition:${definition}:data`);
    },
    async read(caller, id, runId) {
      const owner = await executions.owner(id, runId);
      if (owner === null) throw unknownExecution(id);
      demandRead(caller, id, owner);
      return owner;
    },
  };
}
