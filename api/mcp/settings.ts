/** What a deployment may choose about the facade; every process behind one address needs the same secret. */
export interface FacadeSettings {
  /** How long a `tools/call` stays open for the execution's end before a handle is given. */
  waitMs: number;
  /** The same for clients that take tasks: they need no open connection. */
  taskAfterMs: number;
  /** How often clients are asked to poll a task. */
  pollIntervalMs: number;
  /** How long the result of an ended task can be fetched, at most Temporal's retention. */
  resultTtlMs: number;
  /** How long the question of an approval can be answered before the call has to be made again. */
  questionTtlMs: number;
  /** At least 32 bytes; signs task ids and questions. */
  secret: Uint8Array;
  /** Open sessions of legacy clients; beyond it the one that was idle longest ends. */
  maxSessions: number;
  sessionIdleMs: number;
}

const SECONDS = 1_000;
const MINUTES = 60 * SECONDS;
const HOURS = 60 * MINUTES;

/**
 * Settings from the environment: `SAGAFLOW_MCP_WAIT` (seconds, 0 to 60) and `SAGAFLOW_MCP_SECRET` (32 characters or more). Without
 * a secret `randomSecret` is used: task ids then hold until this process ends, and for this process only. Gives sentences about
 * what does not fit.
 */
export function readFacadeSettings(
  environment: Record<string, string | undefined>,
  randomSecret: () => Uint8Array,
): { settings: FacadeSettings; problems: string[] } {
  const problems: string[] = [];
  const wait = given(environment['SAGAFLOW_MCP_WAIT']) ?? '20';
  const seconds = Number(wait);
  if (!/^\d+(\.\d+)?$/.test(wait) || seconds > 60) {
    problems.push('SAGAFLOW_MCP_WAIT must be a number of seconds from 0 to 60, for example 20.');
  }
  const text = given(environment['SAGAFLOW_MCP_SECRET']);
  const secret = text === undefined ? randomSecret() : new TextEncoder().encode(text);
  if (secret.length < 32) {
    problems.push('SAGAFLOW_MCP_SECRET must have at least 32 characters; make one with: openssl rand -base64 32');
  }
  return { settings: { ...DEFAULTS, waitMs: seconds * SECONDS, secret }, problems };
}

/** An empty variable counts as none: that is how deployments leave one out. */
function given(variable: string | undefined): string | undefined {
  return variable === '' ? undefined : variable;
}

const DEFAULTS = {
  taskAfterMs: 500,
  pollIntervalMs: 1 * SECONDS,
  resultTtlMs: 24 * HOURS,
  questionTtlMs: 10 * MINUTES,
  maxSessions: 1_000,
  sessionIdleMs: 1 * HOURS,
};
