import { isJsonObject } from './json.ts';

/** What the tool of a call under way has last said about how far it is. It travels in heartbeat details; nothing is decided by it. */
export interface CallProgress {
  /** Rises with every report; of `total`, where the tool knows how much there is. */
  progress: number;
  total: number | null;
  /** One line of at most 300 characters. */
  message: string | null;
  /** When it was heard, ISO 8601. */
  at: string;
}

/**
 * How far the tool of a call under way is, read from the details that Temporal keeps of its last heartbeat; null when it has not said. For
 * whoever shows pending calls: the details may come from an older worker, or from none of ours.
 */
export function progressOf(heartbeatDetails: unknown): CallProgress | null {
  if (!isJsonObject(heartbeatDetails) || !isJsonObject(heartbeatDetails['reported'])) return null;
  const { progress, total, message, at } = heartbeatDetails['reported'];
  if (typeof progress !== 'number' || typeof at !== 'string') return null;
  return {
    progress,
    total: typeof total === 'number' ? total : null,
    message: typeof message === 'string' ? message.slice(0, LONGEST_REPORT) : null,
    at,
  };
}

const LONGEST_REPORT = 300;
