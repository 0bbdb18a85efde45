import { STEP_VERBS, type StepVerb } from '../../../plan/step-kinds.ts';
import type { StepSyntax } from '../language.ts';
import type { PlacedStep } from '../each-step.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { verbsOf } from './one-verb.ts';

/** A key of a step that nothing would obey beside the step's verb, or without the key that it is about. */
export function misplacedKeys({ step, path }: PlacedStep, places: Places): Problem[] {
  const [verb, second] = verbsOf(step);
  if (verb === undefined || second !== undefined) return [];
  const say = (inside: readonly string[], message: string, hint: string): Problem => {
    const at = [...path, ...inside];
    return { code: 'misplaced-key', message, path: at, range: places.of(at, 'key'), hint };
  };
  const misplaced = MODIFIERS.filter((key) => step[key] !== undefined && !isObeyed(key, verb, step));
  return [
    ...misplaced.map((key) => say([key], wrongVerb(step, verb, key), remedy(step, verb, key))),
    ...lonelyKeys(step).map(({ inside, needs, means }) =>
      say(inside, `"${inside.at(-1) ?? ''}" means nothing on step "${step.name}" without "${needs}".`, means),
    ),
  ];
}

type Modifier = Exclude<keyof StepSyntax, StepVerb | 'name' | 'mcp_server'>;

const CALLS = ['action', 'tools'] as const;
const READS = ['action', 'tools', 'resource'] as const;

/** Which verbs a modifier says something about. A new modifier does not compile without its row. */
const OBEYED_BY: Record<Modifier, readonly StepVerb[]> = {
  depends_on: STEP_VERBS,
  when: STEP_VERBS,
  for_each: STEP_VERBS,
  as: STEP_VERBS,
  max_concurrency: STEP_VERBS,
  on_failure: STEP_VERBS,
  classification: STEP_VERBS,
  requires_level: STEP_VERBS,
  pivot: STEP_VERBS.filter((verb) => verb !== 'fail'),
  arguments: [...CALLS, 'workflow'],
  bind: [...CALLS, 'workflow'],
  output: [...READS, 'workflow', 'steps'],
  timeout: READS,
  retry_policy: READS,
  cache: READS,
  fallback: ['action', 'resource'],
  compensation: CALLS,
  idempotency: CALLS,
  probe: CALLS,
  effect: CALLS,
  atomic_errors: CALLS,
  accept_degraded: CALLS,
};

const MODIFIERS = Object.keys(OBEYED_BY) as Modifier[];

/** The tool that stands in for a resource takes the step's own words about calls. */
const OF_FALLBACK: ReadonlySet<Modifier> = new Set<Modifier>(['bind', 'effect', 'atomic_errors', 'accept_degraded']);

function isObeyed(key: Modifier, verb: StepVerb, step: StepSyntax): boolean {
  if (OBEYED_BY[key].includes(verb)) return true;
  const callsInstead = verb === 'resource' && step.fallback !== undefined && 'action' in step.fallback;
  return callsInstead && OF_FALLBACK.has(key);
}

function wrongVerb(step: StepSyntax, verb: StepVerb, key: Modifier): string {
  const verbs = OBEYED_BY[key].map((other) => `"${other}"`);
  const belongs =
    verbs.length > 5 ? 'steps that do something' : `steps with ${verbs.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`;
  return `"${key}" means nothing on step "${step.name}": its verb is "${verb}". It belongs on ${belongs}.`;
}

function remedy(step: StepSyntax, verb: StepVerb, key: Modifier): string {
  switch (verb) {
    case 'steps':
      return 'Put it on the steps inside the group.';
    case 'tools':
      return 'It would not say for which of the tools: give the tool a step of its own, with "action".';
    case 'workflow':
      return ofChild(step, key);
    case 'resource':
      return key === 'arguments' || key === 'bind'
        ? 'Write the values into the URI, as expressions.'
        : 'Remove it: reading a resource has no effect.';
    case 'approval':
    case 'wait_for':
      if (key === 'timeout') return `How long to wait is written inside "${verb}".`;
      break;
    case 'fail':
      return 'Remove it: the step only says that the execution fails.';
    default:
  }
  if (key === 'output') return 'Remove it: what others need of the output they can read where they need it.';
  return 'Remove it, or put it on a step that calls a tool.';
}

function ofChild({ workflow = '' }: StepSyntax, key: Modifier): string {
  if (key === 'compensation') return `A completed "${workflow}" is undone by the compensations that it has itself.`;
  if (key === 'timeout') return `Write "deadline" in the definition "${workflow}".`;
  return `Write it in the definition "${workflow}", on the steps that call tools.`;
}

interface LonelyKey {
  inside: readonly string[];
  needs: string;
  means: string;
}

/** Keys that are about another key, which is not there. */
function lonelyKeys(step: StepSyntax): LonelyKey[] {
  const lonely: LonelyKey[] = [];
  for (const key of ['as', 'max_concurrency'] as const) {
    if (step[key] === undefined || step.for_each !== undefined) continue;
    lonely.push({ inside: [key], needs: 'for_each', means: 'Add the list: for_each: ${{ … }}, or remove it.' });
  }
  for (const verb of ['approval', 'wait_for'] as const) {
    const wait = step[verb];
    if (wait?.on_timeout === undefined || wait.timeout !== undefined) continue;
    const means = 'It waits for ever: add "timeout: 2d", or remove it.';
    lonely.push({ inside: [verb, 'on_timeout'], needs: 'timeout', means });
  }
  return lonely;
}
