import type { Places } from '../../places.ts';
import type { Problem } from '../../report.ts';
import type { WrittenPolicies } from '../../written-policies.ts';

/** Keys of retries and timeouts that another key overrules. */
export function overruledPolicy(policies: WrittenPolicies, places: Places): Problem[] {
  return [...overruledCoefficient(policies, places), ...overruledTotal(policies, places)];
}

function overruledCoefficient({ retry, retryPath }: WrittenPolicies, places: Places): Problem[] {
  if (retry?.backoff !== 'fixed' || retry.coefficient === undefined || retry.coefficient === 1) return [];
  const path = [...retryPath, 'coefficient'];
  const message = '"coefficient" means nothing beside "backoff: fixed", where every wait is as long as the first.';
  const hint = 'Remove one of the two.';
  return [{ code: 'misplaced-key', message, path, range: places.of(path, 'key'), hint }];
}

function overruledTotal({ timeout, timeoutPath, isCompensation }: WrittenPolicies, places: Places): Problem[] {
  if (!isCompensation || typeof timeout !== 'object' || timeout.total === undefined) return [];
  const path = [...timeoutPath, 'total'];
  const message =
    '"total" means nothing in a compensation: it is repeated until the definition\'s "park_after" is over.';
  const hint = 'Write "park_after" in the definition; "attempt" bounds one attempt.';
  return [{ code: 'misplaced-key', message, path, range: places.of(path, 'key'), hint }];
}
