import { DEFAULT_TENANT } from '../../../plan/ownership.ts';
import { demand, isAdmin } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';

/** Throws `forbidden`: schedules start executions of the default tenant, for nobody in particular. */
export function demandSchedules(caller: Caller, what: string): void {
  demand(isAdmin(caller), what, 'admin');
  if (caller.tenant === DEFAULT_TENANT) return;
  const message = `You may not ${what}: schedules belong to the tenant "${DEFAULT_TENANT}", and you are of "${caller.tenant}".`;
  throw new OperationError('forbidden', message);
}
