import type { ProgressToken, ServerContext } from '@modelcontextprotocol/server';
import type { ExecutionChange } from '../../operations/ports.ts';

/** What a client hears while it waits. */
export interface Progress {
  /** Undefined where the client did not ask for progress. */
  onChange: ((change: ExecutionChange) => void) | undefined;
  /** Resolves when all notifications have left: none may come after the result. */
  sent: () => Promise<void>;
}

/** One notification for each step that ended, or was undone; the figure only rises, over the whole of a request. */
export function reportProgress(
  progressToken: ProgressToken | undefined,
  notify: ServerContext['mcpReq']['notify'],
): Progress {
  if (progressToken === undefined) return { onChange: undefined, sent: () => Promise.resolve() };
  const told = new Set<string>();
  let sending: Promise<void> = Promise.resolve();

  const onChange = ({ event, head, stepCount }: ExecutionChange): void => {
    const word = WORDS.get(event.type);
    if (word === undefined || !('path' in event) || event.path === null) return;
    // Whoever loses the connection learns here what to ask for later.
    const message = `${head.id}: ${event.path} ${word}`;
    if (told.has(message)) return;
    told.add(message);
    const params = { progressToken, progress: told.size, total: Math.max(stepCount, told.size), message };
    // A client that has gone is nothing to the execution.
    sending = sending.then(() => notify({ method: 'notifications/progress', params })).catch(() => undefined);
  };
  return { onChange, sent: () => sending };
}

const WORDS = new Map<string, string>([
  ['step_completed', 'completed'],
  ['step_skipped', 'skipped'],
  ['step_failed', 'failed'],
  ['compensated', 'undone'],
]);
