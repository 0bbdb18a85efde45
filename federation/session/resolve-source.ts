import type { Observation } from '../../plan/observation.ts';
import type { ServerConfig, ServerSource } from '../contract.ts';
import { limits } from '../limits.ts';
import { DeadlineOver, startDeadline } from '../policy/deadline.ts';
import { readNetworkError } from '../transports/network-errors.ts';
import { isProgrammingError } from './programming-error.ts';

export type Resolved =
  { ok: true; config: ServerConfig } | { ok: false; observation: Observation & { message: string } };

/**
 * Asks a source where its server is. What may be different a moment later (it did not answer in time, the network failed) was never sent
 * and is tried again; a problem that it names, or that it throws, waits for a person.
 */
export async function resolveSource(source: ServerSource, closing: AbortSignal): Promise<Resolved> {
  const deadline = startDeadline(limits.resolveMs, closing);
  try {
    const config = await deadline.race(source.resolve(deadline.signal));
    if (!('problem' in config)) return { ok: true, config };
    return { ok: false, observation: { kind: 'refused_here', reason: 'configuration', message: config.problem } };
  } catch (error) {
    if (isProgrammingError(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof DeadlineOver || readNetworkError(error) !== undefined) {
      const message = `Where the server "${source.name}" is could not be found out: ${why}.`;
      return { ok: false, observation: { kind: 'not_sent', reason: 'discovery', message } };
    }
    const message = `The server "${source.name}" cannot be configured: ${why}`;
    return { ok: false, observation: { kind: 'refused_here', reason: 'configuration', message } };
  } finally {
    deadline.release();
  }
}
