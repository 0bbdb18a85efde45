import type { Path } from '../diagnostics/diagnostic.ts';
import type { PlacedStep } from './each-step.ts';
import type { OrchestrationSyntax, SingleStepSyntax, StepSyntax } from './language.ts';

/** What one place of the file says about retries and timeouts. */
export interface WrittenPolicies {
  retry: StepSyntax['retry_policy'];
  retryPath: Path;
  timeout: StepSyntax['timeout'];
  timeoutPath: Path;
  isCompensation: boolean;
}

/** Those of a step, of its compensations (by tool in a `tools:` step), and of its fallback's. */
export function policiesOfStep({ step, path }: PlacedStep): WrittenPolicies[] {
  const at = [...path, 'compensation'];
  const { fallback } = step;
  const compensations =
    step.tools === undefined
      ? [ofCompensation(step.compensation, at)]
      : Object.entries(step.compensation ?? {}).map(([tool, written]) => ofCompensation(written, [...at, tool]));
  const ofFallback =
    fallback !== undefined && 'action' in fallback
      ? ofCompensation(fallback.compensation, [...path, 'fallback', 'compensation'])
      : null;
  return [placed(step, path, false), ...compensations, ofFallback].filter((one) => one !== null);
}

/** That of an `orchestration:` block for all steps. `path` leads to the block. */
export function policiesOfOrchestration({ error_handling }: OrchestrationSyntax, path: Path): WrittenPolicies {
  return placed({ retry_policy: error_handling?.retry_policy }, [...path, 'error_handling'], false);
}

function ofCompensation(written: SingleStepSyntax['compensation'], path: Path): WrittenPolicies | null {
  return typeof written === 'object' && 'action' in written ? placed(written, path, true) : null;
}

function placed(
  written: { retry_policy?: WrittenPolicies['retry']; timeout?: WrittenPolicies['timeout'] },
  path: Path,
  isCompensation: boolean,
): WrittenPolicies {
  return {
    retry: written.retry_policy,
    retryPath: [...path, 'retry_policy'],
    timeout: written.timeout,
    timeoutPath: [...path, 'timeout'],
    isCompensation,
  };
}
