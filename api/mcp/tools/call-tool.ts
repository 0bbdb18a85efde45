import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { CallToolRequestParams, CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { OperationError } from '../../operations/errors.ts';
import type { Question } from '../approvals/question-state.ts';
import { refused } from '../answers/refused.ts';
import type { FacadeParts } from '../parts.ts';
import type { Incoming } from '../protocol/incoming.ts';
import { FIXED_TOOLS } from './fixed/fixed-tools.ts';
import { callDefinition } from './call-definition.ts';

/**
 * `tools/call`. What the caller can do something about is a result with `isError`; a tool that is not there for this caller is a
 * protocol error, and so is a bug of ours, which the log has. `question` is the verified one that this call answers.
 */
export async function callTool(
  parts: FacadeParts,
  { name, arguments: args = {} }: CallToolRequestParams,
  question: Question | undefined,
  incoming: Incoming,
): Promise<CallToolResult | InputRequiredResult> {
  const fixed = FIXED_TOOLS.get(name);
  try {
    if (fixed?.isFor(incoming.caller) === true) return await fixed.call(parts, args, incoming);
    if (fixed !== undefined) throw unknownTool(name);
    return await callDefinition(parts, { definition: name, args }, question, incoming);
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    if (error instanceof OperationError && fixed === undefined && HIDDEN.has(error.code)) throw unknownTool(name);
    if (error instanceof OperationError) return refused(error);
    parts.log.error({ err: error, tool: name, requestId: incoming.caller.requestId }, 'An MCP tools/call failed');
    throw new ProtocolError(ProtocolErrorCode.InternalError, 'Internal error; the server log has the details.');
  }
}

/** Whether a definition exists is nothing for a caller who may not start it. */
const HIDDEN: ReadonlySet<string> = new Set(['unknown-definition', 'forbidden']);

function unknownTool(name: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`);
}
