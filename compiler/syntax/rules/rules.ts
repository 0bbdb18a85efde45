import type { Path } from '../../diagnostics/diagnostic.ts';
import { checkSchemas } from '../check-schemas.ts';
import { eachStep } from '../each-step.ts';
import type { PlacedStep } from '../each-step.ts';
import type { DefinitionSyntax } from '../language.ts';
import { orchestrationRules } from '../orchestration-rules.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { policiesOfStep } from '../written-policies.ts';
import { checkSteps } from './limits.ts';
import { loopTooLong } from './loop-too-long.ts';
import { misplacedKeys } from './misplaced-key.ts';
import { notYetInForce } from './not-yet-in-force.ts';
import { oneVerb } from './one-verb.ts';
import { tooShortPolicy } from './policies/bad-value.ts';
import { overruledPolicy } from './policies/misplaced-key.ts';
import { unknownTimeZone, unreadableCron } from './schedule/bad-value.ts';
import { misplacedScheduleKey } from './schedule/misplaced-key.ts';
import { timelessSchedule } from './schedule/missing-key.ts';

/** What the rules look at: a definition whose keys and values have the right shape, as far as `isDamaged` does not say otherwise. */
export interface ShapedDefinition {
  definition: DefinitionSyntax;
  places: Places;
  isDamaged: (path: Path) => boolean;
}

/**
 * The rules that need nothing but the text. None depends on another. Of two problems at the same place the first is shown first: how
 * many steps there are, then each step, then the blocks beside the steps, and last what nothing obeys yet.
 */
export function checkSyntax({ definition, places, isDamaged }: ShapedDefinition): Problem[] {
  const steps = eachStep(definition.body.steps, [...definition.root, 'steps']);
  return [
    ...checkSteps(steps, places),
    ...steps.filter(({ path }) => !isDamaged(path)).flatMap((step) => checkStep(step, places)),
    ...orchestrationRules(definition.orchestration, places),
    ...checkSchemas(definition, steps, places),
    ...timelessSchedule(definition, places, isDamaged),
    ...misplacedScheduleKey(definition, places),
    ...unreadableCron(definition, places),
    ...unknownTimeZone(definition, places),
    ...notYetInForce(definition, steps, places),
  ];
}

function checkStep(step: PlacedStep, places: Places): Problem[] {
  const policies = policiesOfStep(step);
  return [
    ...oneVerb(step, places),
    ...misplacedKeys(step, places),
    ...loopTooLong(step, places),
    ...policies.flatMap((policy) => [...overruledPolicy(policy, places), ...tooShortPolicy(policy, places)]),
  ];
}
