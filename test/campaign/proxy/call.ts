/** One `tools/call` on its way from a worker to the ledger. */
export interface Call {
  /** Id of the execution that was started, also for calls of its children and its recovery. */
  root: string;
  execution: string;
  runId: string;
  /** Path of the call in its own definition. */
  site: string;
  direction: Direction;
  server: string;
  tool: string;
  key: string;
  /** The forward key, on compensations and probes. */
  compensates: string | null;
  epoch: number;
  attempt: number;
  /** Which worker sent it. */
  worker: number;
}

export type Direction = 'forward' | 'compensation' | 'probe';

/** The call in a JSON-RPC message; null for any other message. */
export function readCall(server: string, worker: number, body: string): Call | null {
  const { method, params } = JSON.parse(body) as Message;
  if (method !== 'tools/call' || params?._meta === undefined) return null;
  const meta = params._meta;
  const { id, runId, step, epoch, attempt } = meta['io.sagaflow/execution'];
  const tool = params.name;
  return {
    root: rootOf(id),
    execution: id,
    runId,
    site: siteOf(step),
    direction: tool === 'find' ? 'probe' : tool === 'undo_act' ? 'compensation' : 'forward',
    server,
    tool,
    key: meta['io.sagaflow/idempotency-key'],
    compensates: meta['io.sagaflow/compensates'] ?? null,
    epoch,
    attempt,
    worker,
  };
}

/** `<definition>/<key>` of `<definition>/<key>~child@0`, and of a recovery. */
export function rootOf(id: string): string {
  const end = id.indexOf('~');
  return end === -1 ? id : id.slice(0, end);
}

/** A child's compensations are sent by its parent, under `step/path in the child`. */
export function siteOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface Message {
  method: string;
  params?: {
    name: string;
    _meta?: {
      'io.sagaflow/idempotency-key': string;
      'io.sagaflow/compensates'?: string;
      'io.sagaflow/execution': { id: string; runId: string; step: string; epoch: number; attempt: number };
    };
  };
}
