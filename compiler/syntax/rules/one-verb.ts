import { kindOf, STEP_KINDS, STEP_VERBS, type StepVerb } from '../../../plan/step-kinds.ts';
import type { StepSyntax } from '../language.ts';
import type { PlacedStep } from '../each-step.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';

/** A step does exactly one thing: none or several verbs are named. */
export function oneVerb({ step, path }: PlacedStep, places: Places): Problem[] {
  const found = verbsOf(step);
  if (found.length === 1) return modifierWithoutCall(step, found[0], path, places);
  const [, second] = found;
  const message =
    second === undefined
      ? `Step "${step.name}" has no verb: it does nothing.`
      : `Step "${step.name}" has ${found.length.toString()} verbs: "${found.join('", "')}". A step has exactly one.`;
  const hint = second === undefined ? noVerbRemedy(step) : 'Make a step of its own of each.';
  return [{ code: 'one-verb', message, path, range: places.of([...path, second ?? 'name'], 'key'), hint }];
}

/** The verbs that a step names. */
export function verbsOf(step: StepSyntax): StepVerb[] {
  return STEP_VERBS.filter((verb) => step[verb] !== undefined);
}

/** With `mcp_server` the author has begun to name a tool, so the remedy is to name it. */
function noVerbRemedy(step: StepSyntax): string {
  if (step.mcp_server !== undefined)
    return `Say which tool of "${step.mcp_server}": action: <tool>, or tools: [<tool>, …].`;
  return `Add one of: ${STEP_VERBS.join(', ')}.`;
}

/** `mcp_server` beside a verb that reaches no server has no meaning. */
function modifierWithoutCall(
  step: StepSyntax,
  verb: StepVerb | undefined,
  path: PlacedStep['path'],
  places: Places,
): Problem[] {
  if (step.mcp_server === undefined || (verb !== undefined && STEP_KINDS[kindOf(verb)].reachesServer)) return [];
  return [
    {
      code: 'one-verb',
      message: `Step "${step.name}" names the server "${step.mcp_server}", but its verb "${verb ?? ''}" reaches no server.`,
      path: [...path, 'mcp_server'],
      range: places.of([...path, 'mcp_server'], 'key'),
      hint: 'Remove "mcp_server", or call a tool with "action".',
    },
  ];
}
