import type { Path } from '../diagnostics/diagnostic.ts';
import type { OrchestrationSyntax } from './language.ts';
import type { Places } from './places.ts';
import type { Problem } from './report.ts';
import { tooShortPolicy } from './rules/policies/bad-value.ts';
import { overruledPolicy } from './rules/policies/misplaced-key.ts';
import { unsupportedEngine } from './rules/unsupported-engine.ts';
import { policiesOfOrchestration } from './written-policies.ts';

/** What is wrong with an `orchestration:` block, of a definition or of `platform.yaml`. */
export function orchestrationRules(orchestration: OrchestrationSyntax | null | undefined, places: Places): Problem[] {
  if (orchestration === null || orchestration === undefined) return [];
  const path: Path = ['orchestration'];
  const policies = policiesOfOrchestration(orchestration, path);
  return [
    ...unsupportedEngine(orchestration, path, places),
    ...overruledPolicy(policies, places),
    ...tooShortPolicy(policies, places),
  ];
}
