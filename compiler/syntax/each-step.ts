import type { Path } from '../diagnostics/diagnostic.ts';
import type { StepSyntax } from './language.ts';

export interface PlacedStep {
  step: StepSyntax;
  /** Of the step in the YAML document. */
  path: Path;
  /** Groups around it: 0 for a step of the definition itself. */
  depth: number;
}

/** Every step of a list and of the groups in it, in file order; a group comes before its steps. `path` leads to the list. */
export function eachStep(steps: readonly StepSyntax[], path: Path, depth = 0): PlacedStep[] {
  return steps.flatMap((step, index) => {
    const here: PlacedStep = { step, path: [...path, index], depth };
    if (step.tools !== undefined || step.steps === undefined) return [here];
    return [here, ...eachStep(step.steps, [...here.path, 'steps'], depth + 1)];
  });
}
