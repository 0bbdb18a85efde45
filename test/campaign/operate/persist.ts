import { OperationError } from '../../../api/operations/errors.ts';

/** gRPC: deadline exceeded, resource exhausted, aborted, unavailable. */
const TRANSIENT = new Set([4, 8, 10, 14]);
const PATIENCE_MS = 90_000;
const PAUSE_MS = 250;

/** A request to Temporal, made again for as long as the server is being killed and restarted. What it refuses is thrown. */
export async function persist<T>(request: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!isTransient(error) || Date.now() > until) throw error;
      await pause(PAUSE_MS);
    }
  }
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof OperationError && error.code === 'temporal-unavailable') return true;
  if ('code' in error && typeof error.code === 'number' && TRANSIENT.has(error.code)) return true;
  return isTransient(error.cause);
}

/** Between two looks at something that nobody announces. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What the work gives, or `late` when it takes longer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
