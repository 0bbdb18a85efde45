import type { CallRequest } from '../../../plan/call.ts';

/** What every call says of itself; the rest has a value that stands for "nothing of it". */
type Said = Pick<
  CallRequest,
  'server' | 'tool' | 'arguments' | 'direction' | 'path' | 'epoch' | 'key' | 'repeatable' | 'retry' | 'timeout'
>;

/** The one builder of call requests: forward calls, compensations, probes and reads of resources are made of it. */
export function callRequest(request: Said & Partial<CallRequest>): CallRequest {
  return {
    method: 'tools/call',
    compensates: null,
    atomicErrors: true,
    schemaHash: null,
    refusalAttempts: 0,
    projection: null,
    freeze: null,
    cacheMs: null,
    intent: null,
    ...request,
  };
}
