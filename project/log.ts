import pino, { type Logger } from 'pino';
import type { FederationEvent } from '../federation/federation.ts';

/** Structured logs on stderr, one JSON line each; stdout belongs to what a command answers. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Writes what happens to servers. A server's stderr is its log, not an error of ours. */
export function logServers(log: Logger): (event: FederationEvent) => void {
  return (event) => {
    const { kind, ...facts } = event;
    switch (kind) {
      case 'connect_failed':
      case 'catalog_problem':
        log.warn(facts, kind);
        return;
      case 'connected':
      case 'disconnected':
      case 'catalog':
      case 'notice':
        log.info(facts, kind);
        return;
      case 'stderr':
        log.debug(facts, kind);
    }
  };
}
