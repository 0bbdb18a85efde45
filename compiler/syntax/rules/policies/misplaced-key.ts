import type { Path } from '../../../diagnostics/diagnostic.ts';
import { parseDuration } from '../../duration.ts';
import type { OrchestrationSyntax, SingleStepSyntax, StepSyntax } from '../../language.ts';
import type { PlacedStep } from '../../each-step.ts';
import type { Places } from '../../places.ts';
import type { Problem } from '../../report.ts';

/** Keys of retries and timeouts that another key of the same step overrules (reported as misplaced-key and bad-value). */
export function unheardPolicies({ step, path }: PlacedStep, places: Places): Problem[] {
  return [
    ...timeoutProblems(step.timeout, [...path, 'timeout'], places),
    ...retryProblems(step.retry_policy, [...path, 'retry_policy'], places),
    ...compensationsOf(step, path).flatMap(({ compensation, at }) => compensationProblems(compensation, at, places)),
  ];
}

/** The same for the policy that an `orchestration:` block has for all steps. `path` leads to the block. */
export function unheardOrchestration(orchestration: OrchestrationSyntax, path: Path, places: Places): Problem[] {
  const { retry_policy: policy } = orchestration.error_handling ?? {};
  return retryProblems(policy, [...path, 'error_handling', 'retry_policy'], places);
}

type RetrySyntax = StepSyntax['retry_policy'];
type CompensationSyntax = SingleStepSyntax['compensation'];

function retryProblems(policy: RetrySyntax, path: Path, places: Places): Problem[] {
  if (policy === undefined) return [];
  const problems: Problem[] = [];
  if (policy.backoff === 'fixed' && policy.coefficient !== undefined && policy.coefficient !== 1) {
    const at = [...path, 'coefficient'];
    problems.push({
      code: 'misplaced-key',
      message: '"coefficient" means nothing beside "backoff: fixed", where every wait is as long as the first.',
      path: at,
      range: places.of(at, 'key'),
      hint: 'Remove one of the two.',
    });
  }
  const { initial_interval: first, max_interval: longest } = policy;
  return [...problems, ...tooShort(longest, first, { of: 'max_interval', than: 'initial_interval' }, path, places)];
}

function timeoutProblems(timeout: StepSyntax['timeout'], path: Path, places: Places): Problem[] {
  if (typeof timeout !== 'object') return [];
  return tooShort(timeout.total, timeout.attempt, { of: 'total', than: 'attempt' }, path, places);
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

/** A step's compensation, those of its tools, and its fallback's. */
function compensationsOf(step: StepSyntax, path: Path): { compensation: CompensationSyntax; at: Path }[] {
  const at = [...path, 'compensation'];
  const { fallback } = step;
  const own =
    step.tools === undefined
      ? [{ compensation: step.compensation, at }]
      : Object.entries(step.compensation ?? {}).map(([tool, compensation]) => ({ compensation, at: [...at, tool] }));
  if (fallback === undefined || !('action' in fallback)) return own;
  return [...own, { compensation: fallback.compensation, at: [...path, 'fallback', 'compensation'] }];
}

function compensationProblems(compensation: CompensationSyntax, path: Path, places: Places): Problem[] {
  if (typeof compensation !== 'object' || !('action' in compensation)) return [];
  const problems = retryProblems(compensation.retry_policy, [...path, 'retry_policy'], places);
  const { timeout } = compensation;
  if (typeof timeout !== 'object' || timeout.total === undefined) return problems;
  const at = [...path, 'timeout', 'total'];
  const message =
    '"total" means nothing in a compensation: it is repeated until the definition\'s "park_after" is over.';
  const hint = 'Write "park_after" in the definition; "attempt" bounds one attempt.';
  return [...problems, { code: 'misplaced-key', message, path: at, range: places.of(at, 'key'), hint }];
}
