import type { Context } from '../context.ts';

/** `SAGAFLOW_TASK_QUEUE`: what workers poll and doors start on. */
export function taskQueueOf(environment: Context['environment']): string {
  return environment['SAGAFLOW_TASK_QUEUE'] || 'sagaflow';
}

/** SAGAFLOW_TEMPORAL_UI, else the place where a dev server on this machine has its UI by convention: its port and 1000. */
export function uiAddressOf(environment: Context['environment'], address: string): string | undefined {
  const named = environment['SAGAFLOW_TEMPORAL_UI'];
  if (named) return named.replace(/\/+$/, '');
  const local = /^(?:127\.0\.0\.1|localhost):(\d+)$/.exec(address);
  return local === null ? undefined : `http://127.0.0.1:${String(Number(local[1]) + 1_000)}`;
}
