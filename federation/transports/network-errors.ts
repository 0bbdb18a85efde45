import type { NotSentObservation } from '../../plan/observation.ts';

type Reason = NotSentObservation['reason'];

const connectCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ENETDOWN',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const dnsCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
/** Error codes of OpenSSL's certificate verification; the other TLS codes have a common prefix. */
const certificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
]);

export interface NetworkFact {
  /** Set when nothing of the request can have left (SAGAS O1). */
  notSent?: Reason;
  /** A connection that was there and broke, or fell silent. */
  broken?: 'reset' | 'timeout';
  /** The system's code, for the message. */
  code: string;
}

/** What the error codes along the `cause` chain say; undefined when there is none we know. */
export function readNetworkError(error: unknown): NetworkFact | undefined {
  for (const link of causes(error)) {
    const fact = readCode(link);
    if (fact !== undefined) return fact;
  }
  return undefined;
}

function readCode(error: NodeJS.ErrnoException): NetworkFact | undefined {
  const code = error.code;
  if (typeof code !== 'string') return undefined;
  if (dnsCodes.has(code)) return { notSent: 'dns', code };
  if (connectCodes.has(code) || error.syscall === 'connect') return { notSent: 'connect', code };
  if (certificateCodes.has(code) || /^(CERT_|ERR_TLS_|ERR_SSL_|CRL_|EPROTO$)/.test(code))
    return { notSent: 'tls', code };
  if (code === 'ERR_INVALID_URL') return { notSent: 'connect', code };
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return { broken: 'timeout', code };
  if (code === 'UND_ERR_SOCKET' || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'].includes(code)) {
    return { broken: 'reset', code };
  }
  return undefined;
}

/** Outermost first; an `AggregateError` (one per address tried) counts as its last error. */
function* causes(error: unknown): Generator<NodeJS.ErrnoException> {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    yield current;
    current = current.cause ?? (current instanceof AggregateError ? current.errors.at(-1) : undefined);
  }
}
