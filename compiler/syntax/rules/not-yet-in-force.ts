import type { Path } from '../../diagnostics/diagnostic.ts';
import type { DefinitionSyntax, SingleStepSyntax, StepSyntax } from '../language.ts';
import type { PlacedStep } from '../each-step.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';

/** A key is understood and its shape was checked, but nothing obeys it yet: a warning, never silence. */
export function notYetInForce(definition: DefinitionSyntax, steps: readonly PlacedStep[], places: Places): Problem[] {
  const { body, root } = definition;
  const problems: Problem[] = [];
  if (body.schedule !== undefined)
    problems.push(notYet([...root, 'schedule'], 'No Temporal Schedule is created yet.', places));
  if (body.on_reset !== undefined) problems.push(notYet([...root, 'on_reset'], NO_GUARD, places));
  if (body.requires_level !== undefined) problems.push(notYet([...root, 'requires_level'], NO_LEVELS, places));
  for (const { step, path } of steps) {
    if (step.requires_level !== undefined) problems.push(notYet([...path, 'requires_level'], NO_LEVELS, places));
    if (step.classification !== undefined) problems.push(notYet([...path, 'classification'], NO_FLOW, places));
    for (const at of retentionsOf(step)) problems.push(notYet([...path, 'idempotency', ...at], NO_RETENTION, places));
  }
  return problems;
}

/** Where a step, or one of its tools, says how long keys are remembered. */
function retentionsOf(step: StepSyntax): Path[] {
  if (step.tools === undefined) return hasRetention(step.idempotency) ? [['retention']] : [];
  const byTool = Object.entries(step.idempotency ?? {});
  return byTool.flatMap(([tool, idempotency]) => (hasRetention(idempotency) ? [[tool, 'retention']] : []));
}

/** Also asked of what `platform.yaml` says of a server or a tool. */
export function hasRetention(idempotency: SingleStepSyntax['idempotency']): boolean {
  return typeof idempotency === 'object' && idempotency.retention !== undefined;
}

const NO_GUARD = 'What a reset leaves undone is not found out yet.';
const NO_RETENTION = 'A key is taken to be remembered for ever.';
const NO_LEVELS = 'The level of a caller is not checked yet.';
const NO_FLOW = 'Where classified data flows is not checked yet.';

function notYet(path: Path, why: string, places: Places): Problem {
  return {
    code: 'not-yet-in-force',
    severity: 'warning',
    message: `"${String(path.at(-1))}" is declared but not in force. ${why}`,
    path,
    range: places.of(path, 'key'),
  };
}
