import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import type { CallRequest } from '../../../plan/call.ts';
import { sha256Hex } from '../../../plan/hash/sha256.ts';
import type { Identity, Run } from './run.ts';

/**
 * The idempotency key of one call (S9). The path carries the iterations. Neither run id nor attempt nor plan hash is in it, so that
 * a retry, a reset or a continue-as-new sends the same key again.
 */
export function callKey(
  identity: Identity,
  path: string,
  /** For a compensation: the forward call's epoch and its own, joined. */
  epoch: number | string,
  direction: CallRequest['direction'],
): string {
  const parts = [identity.namespace, identity.workflowId, identity.keyRoot, path, epoch, direction];
  return `sf-${sha256Hex(stringifyJson(parts)).slice(0, 40)}`;
}

/** The key under which the call at that path is sent now, or was sent last. */
export function keyAt(run: Pick<Run, 'identity' | 'state'>, path: string): string {
  return callKey(run.identity, path, run.state.epochs[path] ?? 0, 'forward');
}
