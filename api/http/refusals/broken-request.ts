import type { Socket } from 'node:net';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';

/** Answers what is no HTTP at all, where nothing of ours has been written yet; then the connection is of no use. */
export function answerBrokenRequests(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, phrase, detail] = REASONS[error.code ?? ''] ?? MALFORMED;
  const code = 'malformed-request';
  const body = stringifyJson({
    type: `urn:sagaflow:problem:${code}`,
    title: 'Malformed request',
    status,
    detail,
    code,
    requestId: null,
  });
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const MALFORMED = [400, 'Bad Request', 'This is no HTTP request.'] as const;

const REASONS: Record<string, readonly [number, string, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The header is too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request did not arrive in time.'],
};
