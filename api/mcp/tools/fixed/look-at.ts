import type { ExecutionView } from '../../../../plan/view.ts';
import type { FacadeParts } from '../../parts.ts';
import type { Incoming } from '../../protocol/incoming.ts';

/** The view of an execution, after waiting for its end or for a person when that was asked for. */
export async function lookAt(
  { operations, settings }: FacadeParts,
  { executionId, waitSeconds }: { executionId: string; waitSeconds: number },
  { caller, signal, progress }: Incoming,
): Promise<ExecutionView> {
  const waitMs = Math.min(waitSeconds * 1_000, settings.waitMs);
  if (waitMs === 0) return operations.get(caller, executionId);
  const view = await operations.wait(caller, { id: executionId }, { waitMs, signal, onChange: progress.onChange });
  await progress.sent();
  return view;
}
