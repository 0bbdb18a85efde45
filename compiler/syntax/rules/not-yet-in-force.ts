import type { Path } from '../../diagnostics/diagnostic.ts';
import type { DefinitionSyntax } from '../language.ts';
import type { PlacedStep } from '../each-step.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';

/** A key is understood and its shape was checked, but nothing obeys it yet: that is said as a warning. */
export function notYetInForce(definition: DefinitionSyntax, steps: readonly PlacedStep[], places: Places): Problem[] {
  const { body, root } = definition;
  const problems: Problem[] = [];
  if (body.requires_level !== undefined) problems.push(notYet([...root, 'requires_level'], NO_LEVELS, places));
  for (const { step, path } of steps) {
    if (step.requires_level !== undefined) problems.push(notYet([...path, 'requires_level'], NO_LEVELS, places));
    if (step.classification !== undefined) problems.push(notYet([...path, 'classification'], NO_FLOW, places));
  }
  return problems;
}

const NO_LEVELS = 'The level of a caller is not checked yet.';
const NO_FLOW = 'Where classified data flows is not checked yet.';

function notYet(path: Path, why: string, places: Places): Problem {
  return {
    code: 'not-yet-in-force',
    message: `"${String(path.at(-1))}" is declared but not in force. ${why}`,
    path,
    range: places.of(path, 'key'),
  };
}
