import { CLIENT_CAPABILITIES_META_KEY, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type {
  ClientCapabilities,
  ElicitRequestParams,
  ElicitResult,
  ServerContext,
} from '@modelcontextprotocol/server';
import { hideIntegers, revealIntegers } from '../../../plan/numbers/json-text.ts';
import type { Caller } from '../../operations/caller.ts';
import { callerOfAuth } from '../http/caller-auth.ts';
import { TASKS_EXTENSION } from '../tasks/tasks-extension.ts';
import type { ProtocolServer } from './create-protocol-server.ts';
import { reportProgress } from './progress.ts';
import type { Progress } from './progress.ts';

/** One request of a client, without the era and the transport that it came by. */
export interface Incoming {
  caller: Caller;
  /** The client declared the Tasks extension with this request. */
  takesTasks: boolean;
  /** The client can show a form to a person. */
  canAsk: boolean;
  /** Chosen by the client's program: the same key with the same arguments is the same execution. */
  idempotencyKey: string | undefined;
  /** What a person filled in, by the keys of the questions. */
  answers: Readonly<Record<string, unknown>>;
  /** Aborts when the client gave up waiting. Executions go on. */
  signal: AbortSignal;
  progress: Progress;
  /** Puts a form to a person while the request is open; undefined in the modern era, which asks with a result. */
  elicit: ((params: ElicitRequestParams) => Promise<ElicitResult>) | undefined;
}

/** Throws invalid params for an idempotency key that is no text of 1 to 255 characters. */
export function readIncoming(context: ServerContext, server: ProtocolServer, { local, askMs }: Receiving): Incoming {
  const { _meta: meta, envelope, inputResponses, signal, notify, send } = context.mcpReq;
  const client = declaredBy(context, server);
  return {
    caller: callerOf(context, local),
    takesTasks: envelope !== undefined && client?.extensions?.[TASKS_EXTENSION] !== undefined,
    canAsk: canShowForms(client),
    idempotencyKey: readKey(meta?.[IDEMPOTENCY_KEY]),
    answers: revealIntegers(inputResponses ?? {}) as Incoming['answers'],
    signal,
    progress: reportProgress(meta?.progressToken, notify),
    elicit:
      envelope === undefined
        ? async (params) => {
            const shown = hideIntegers(params) as ElicitRequestParams;
            const answer = await send({ method: 'elicitation/create', params: shown }, { timeout: askMs, signal });
            return revealIntegers(answer) as ElicitResult;
          }
        : undefined,
  };
}

export interface Receiving {
  /** Who asks where requests carry nobody (stdio). */
  local: Caller | null;
  /** How long a person may take for a form. */
  askMs: number;
}

export function callerOf(context: ServerContext, local: Caller | null): Caller {
  const caller = callerOfAuth(context.http?.authInfo) ?? local;
  if (caller === null) throw new ProtocolError(ProtocolErrorCode.InternalError, 'Nobody is known to have asked this.');
  return caller;
}

/** Legacy clients say what they can once, in `initialize`; modern ones with every request. */
function declaredBy({ mcpReq: { envelope } }: ServerContext, server: ProtocolServer): ClientCapabilities | undefined {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only accessor for what a legacy session has declared
  if (envelope === undefined) return server.getClientCapabilities();
  // The package has checked the envelope, and types it without its keys.
  return (envelope as Record<string, ClientCapabilities | undefined>)[CLIENT_CAPABILITIES_META_KEY];
}

const IDEMPOTENCY_KEY = 'io.sagaflow/idempotency-key';

function readKey(key: unknown): string | undefined {
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  const message = `_meta["${IDEMPOTENCY_KEY}"] must be a text of 1 to 255 printable ASCII characters.`;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

/** A bare `elicitation: {}` has always meant forms. */
function canShowForms(client: ClientCapabilities | undefined): boolean {
  const { elicitation } = client ?? {};
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}
