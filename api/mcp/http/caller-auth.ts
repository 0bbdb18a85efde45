import type { AuthInfo } from '@modelcontextprotocol/server';
import type { Caller } from '../../operations/caller.ts';

/** The verified caller on the way through the protocol package; the credential itself stays outside. */
interface CallerAuth extends AuthInfo {
  caller: Caller;
}

export function authOf(caller: Caller): AuthInfo {
  const auth: CallerAuth = { token: '', clientId: caller.principal ?? '', scopes: [...caller.scopes], caller };
  return auth;
}

/** Null for a request that came by another way than our HTTP door. */
export function callerOfAuth(auth: AuthInfo | undefined): Caller | null {
  return auth !== undefined && isCallerAuth(auth) ? auth.caller : null;
}

function isCallerAuth(auth: AuthInfo): auth is CallerAuth {
  return 'caller' in auth;
}
