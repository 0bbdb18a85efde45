import { createCancelToken } from '../cancel-token.ts';
import type { Run } from '../state/run.ts';

/**
 * Waits until the predicate holds or the time is over; `stopped` when nothing may wait any longer. The due time is kept in the
 * state by path, so that a continue-as-new goes on waiting for the same moment. `take` uses up what the predicate found before
 * anyone else who waits for the same can look.
 */
export async function waitUntil(
  run: Run,
  path: string,
  timeoutMs: number | null,
  predicate: () => boolean,
  take: () => void = () => undefined,
): Promise<'holds' | 'timeout' | 'stopped'> {
  const { waits } = run.boundary;
  const due = { isOver: false };
  const timer = createCancelToken();
  if (timeoutMs !== null) {
    const dueAt = (run.state.dueAt[path] ??= run.effects.now() + timeoutMs);
    const left = Math.max(0, dueAt - run.effects.now());
    void run.effects.timer(left, path, timer).then((end) => {
      due.isOver = end === 'fired';
    });
  }
  do await run.effects.until(() => predicate() || due.isOver || waits.canceled);
  while (!predicate() && !due.isOver && !waits.canceled);
  timer.cancel();

  const holds = predicate();
  if (!holds && !due.isOver) return 'stopped';
  Reflect.deleteProperty(run.state.dueAt, path);
  if (holds) take();
  return holds ? 'holds' : 'timeout';
}
