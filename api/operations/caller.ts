import { DEFAULT_TENANT } from '../../plan/ownership.ts';
import { OperationError } from './errors.ts';

/** Who asks, as the door that was used has verified it. Every operation takes one. */
export interface Caller {
  /** Stable name of the person or program; null where identity is off. */
  principal: string | null;
  /** Executions of other tenants do not exist for this caller. */
  tenant: string;
  /** `definition:<name>:start|read|data` (`*` for every definition), `decide`, `admin`. */
  scopes: readonly string[];
  /** Of the request: travels in logs, in history and in `_meta` of every call. */
  requestId: string | null;
  /**
   * Set by the command line alone. Its user reaches Temporal itself, so executions of every tenant are there; the name is the user's own
   * word and nobody has verified it.
   */
  isCommandLine?: true;
}

/** A caller who may do everything: the user of this machine, or anybody where identity is off. */
export function localCaller(principal: string | null, requestId: string | null = null): Caller {
  return { principal, tenant: DEFAULT_TENANT, scopes: ['admin'], requestId };
}

/** The user at the command line, under the name that they give. */
export function commandLineCaller(name: string | null): Caller {
  return { ...localCaller(name), isCommandLine: true };
}

/** Whoever may start a definition, or see its data, may also see what became of it. */
export function mayRead(caller: Caller, definition: string): boolean {
  const isReader = has(caller, `definition:${definition}:read`, 'definition:*:read');
  return isReader || mayReadData(caller, definition) || mayStart(caller, definition);
}

/** Input, arguments and outputs of executions: what may be personal, or a secret of the business. No other scope includes it. */
export function mayReadData(caller: Caller, definition: string): boolean {
  return has(caller, `definition:${definition}:data`, 'definition:*:data');
}

/** Whether there may be a definition whose data the caller may see. */
export function mayReadSomeData({ scopes }: Caller): boolean {
  return scopes.some((scope) => scope === 'admin' || scope.endsWith(':data'));
}

export function mayStart(caller: Caller, definition: string): boolean {
  return has(caller, `definition:${definition}:start`, 'definition:*:start');
}

export function mayDecide(caller: Caller): boolean {
  return has(caller, 'decide');
}

export function isAdmin(caller: Caller): boolean {
  return has(caller);
}

function has({ scopes }: Caller, ...wanted: string[]): boolean {
  return scopes.includes('admin') || wanted.some((scope) => scopes.includes(scope));
}

/** Throws `forbidden`; its cause names the scope that is missing, for doors that can ask for more. */
export function demand(isAllowed: boolean, what: string, scope: string): void {
  if (isAllowed) return;
  const message = `You may not ${what}: your credential lacks the scope "${scope}".`;
  throw new OperationError('forbidden', message, { cause: { scope } satisfies MissingScope });
}

export interface MissingScope {
  scope: string;
}
