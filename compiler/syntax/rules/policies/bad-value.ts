import type { Path } from '../../../diagnostics/diagnostic.ts';
import { parseDuration } from '../../duration.ts';
import type { Places } from '../../places.ts';
import type { Problem } from '../../report.ts';
import type { WrittenPolicies } from '../../written-policies.ts';

/** The longest wait is shorter than the first one, or the time for all attempts than that for one of them. */
export function tooShortPolicy(policies: WrittenPolicies, places: Places): Problem[] {
  const { retry, retryPath, timeout, timeoutPath, isCompensation } = policies;
  const { initial_interval: first, max_interval: longest } = retry ?? {};
  const problems = tooShort(longest, first, { of: 'max_interval', than: 'initial_interval' }, retryPath, places);
  // In a compensation "total" is refused as a whole: misplaced-key.
  if (typeof timeout !== 'object' || isCompensation) return problems;
  return [
    ...problems,
    ...tooShort(timeout.total, timeout.attempt, { of: 'total', than: 'attempt' }, timeoutPath, places),
  ];
}

function tooShort(
  long: string | undefined,
  short: string | undefined,
  { of, than }: { of: string; than: string },
  path: Path,
  places: Places,
): Problem[] {
  if (long === undefined || short === undefined || (parseDuration(long) ?? 0) >= (parseDuration(short) ?? 0)) return [];
  const at = [...path, of];
  const message = `"${of}" must be at least as long as "${than}" (${short}), not "${long}".`;
  return [{ code: 'bad-value', message, path: at, range: places.of(at) }];
}
