import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';

/** Our lists have one page: nobody was given a cursor. Throws invalid params for one. */
export function refuseCursor(cursor: string | undefined): void {
  if (cursor === undefined) return;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Unknown cursor: this list has one page.');
}
