import fc from 'fast-check';
import type { Plan } from '../../plan/plan.ts';
import { BASELINES, leavesBehind } from './baselines.ts';
import { playScenario } from './exhaustive.ts';
import { judgeRandom } from './random/judge.ts';
import { modelPlan } from './random/plans.ts';
import { playRandom, type Chances } from './random/random.ts';
import { describeScenario, SCENARIOS, scenarioAt } from './scenarios.ts';
import { planOfShape, type Shape } from './shapes.ts';
import type { Subject } from './subject.ts';

/** One kind of scenario, or a worker's share of it. Plain JSON. */
export type Part =
  /** Every `stride`-th scenario, from the `first` one on. */
  | { kind: 'exhaustive'; shape: Shape; first: number; stride: number }
  | { kind: 'baselines'; first: number; stride: number }
  | { kind: 'random'; seed: number; runs: number; resets: number; terminates: number; path: string | null };

/** What came out. Plain JSON; several shares add up. */
export interface PartResult {
  name: string;
  scenarios: number;
  /** Scenarios in which something was that must not be. */
  violated: number;
  /** The first few, with all that is needed to see them again. */
  violations: string[];
  counts: Record<string, number>;
  cpuMs: number;
}

/** Enough to see what is wrong; one bug breaks thousands. */
const SHOWN = 5;

export async function runPart(subject: Subject, part: Part): Promise<PartResult> {
  const begun = process.cpuUsage();
  const result = await dispatch(subject, part);
  const { user, system } = process.cpuUsage(begun);
  return { ...result, cpuMs: Math.round((user + system) / 1_000) };
}

function dispatch(subject: Subject, part: Part): Promise<PartResult> | PartResult {
  switch (part.kind) {
    case 'exhaustive':
      return runExhaustive(subject, part);
    case 'baselines':
      return runBaselines(part);
    case 'random':
      return runRandom(subject, part);
  }
}

function emptyResult(name: string): PartResult {
  return { name, scenarios: 0, violated: 0, violations: [], counts: {}, cpuMs: 0 };
}

function count(result: PartResult, name: string): void {
  result.counts[name] = (result.counts[name] ?? 0) + 1;
}

function violate(result: PartResult, sentences: string): void {
  result.violated += 1;
  if (result.violations.length < SHOWN) result.violations.push(sentences);
}

/** After so many violations nobody needs to see the rest. */
const ENOUGH = 1_000;

async function runExhaustive(
  subject: Subject,
  { shape, first, stride }: Part & { kind: 'exhaustive' },
): Promise<PartResult> {
  const result = emptyResult(shape);
  const plan = planOfShape(shape);
  for (let index = first; index < SCENARIOS && result.violated < ENOUGH; index += stride) {
    const scenario = scenarioAt(index);
    const { story, violations } = await playScenario(subject, plan, shape, scenario);
    result.scenarios += 1;
    count(result, story.ending === null ? 'open' : endingName(story.ending));
    if (story.parks.length > 0) count(result, 'parked');
    if (violations.length > 0) violate(result, `${shape} ${describeScenario(scenario)}: ${violations.join('; ')}`);
  }
  return result;
}

function endingName(ending: { kind: string; type?: string }): string {
  return ending.type ?? ending.kind;
}

function runBaselines({ first, stride }: Part & { kind: 'baselines' }): PartResult {
  const result = emptyResult('baselines');
  for (let index = first; index < SCENARIOS; index += stride) {
    const scenario = scenarioAt(index);
    result.scenarios += 1;
    for (const logic of BASELINES) if (leavesBehind(logic, scenario)) count(result, logic.name);
  }
  return result;
}

/** So many runs have one seed: a failure is found again without the runs before it. */
const BATCH = 250;

async function runRandom(
  subject: Subject,
  { seed, runs, resets, terminates, path }: Part & { kind: 'random' },
): Promise<PartResult> {
  const result = emptyResult(terminates > 0 ? 'lineages' : resets === 0 ? 'random' : 'resets');
  for (let begun = 0; begun < runs && result.violated < SHOWN; begun += BATCH) {
    const batchSeed = path === null ? batchSeedOf(seed, begun / BATCH) : seed;
    await runBatch(subject, result, batchSeed, Math.min(BATCH, runs - begun), { resets, terminates }, path);
  }
  return result;
}

function batchSeedOf(seed: number, batch: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(batch + 1, 0x85ebca6b)) >>> 1;
}

/** What fails is made smaller for so long. */
const SHRINKING_MS = 5_000;

async function runBatch(
  subject: Subject,
  result: PartResult,
  seed: number,
  runs: number,
  most: Pick<Chances, 'resets' | 'terminates'>,
  path: string | null,
): Promise<void> {
  const shrinking: { until: number | null } = { until: null };
  const chances = fc.record({
    seed: fc.nat(),
    cancelAt: fc.nat(40),
    longIn: fc.constantFrom(0, 0, 3, 8),
    resets: atMost(most.resets),
    terminates: atMost(most.terminates),
  });
  const property = fc.asyncProperty(modelPlan(), chances, async (plan, own) => {
    // Then it is small enough.
    if (shrinking.until !== null && Date.now() > shrinking.until) return;
    const story = await playRandom(subject, plan, own);
    const bad = judgeRandom(story);
    if (shrinking.until === null) {
      result.scenarios += 1;
      count(result, story.ending === null ? 'open' : endingName(story.ending));
    }
    if (bad.length === 0) return;
    if (shrinking.until === null) shrinking.until = Date.now() + SHRINKING_MS;
    throw new Error(bad.join('; '));
  });
  const details = await fc.check(property, { numRuns: runs, seed, path: path ?? '' });
  if (!details.failed || details.counterexample === null) return;
  const [plan, own] = details.counterexample;
  const where = `--seed=${seed} --path="${details.counterexamplePath}", ${JSON.stringify(own)}`;
  violate(result, `${result.name} (${where}): ${await retell(subject, plan, own)}`);
}

function atMost(most: number): fc.Arbitrary<number> {
  return most === 0 ? fc.constant(0) : fc.integer({ min: 1, max: most });
}

/** The same once more, with what happened line by line. */
async function retell(subject: Subject, plan: Plan, chances: Chances): Promise<string> {
  const story = await playRandom(subject, plan, chances, true);
  return [judgeRandom(story).join('; '), ...describePlan(plan), ...story.trace].join('\n    ');
}

function describePlan(plan: Plan): string[] {
  const shown: string[] = [];
  const show = (steps: Plan['steps'], depth: string): void => {
    for (const step of steps) {
      const calls = step.kind === 'action' ? [step.call] : step.kind === 'tools' ? step.calls : [];
      const tools = calls.map(({ tool, effect, idempotency, compensation, probe, fallback, lateCallsRefused }) =>
        [
          tool,
          effect ? idempotency.kind : 'read',
          ...(compensation === null ? ['not undone'] : compensation.needsOutput ? ['undone by output'] : []),
          ...(compensation?.withoutOutput == null ? [] : ['or without']),
          ...(probe === null ? [] : ['probed']),
          ...(fallback === null ? [] : ['fallback']),
          ...(lateCallsRefused ? [] : ['late calls']),
        ].join(' '),
      );
      const each = step.forEach === null ? '' : ` each (${step.forEach.maxConcurrency})`;
      const after = step.dependsOn.length === 0 ? '' : ` after ${step.dependsOn.join(' ')}`;
      shown.push(`${depth}${step.name}: ${step.kind}${each}${after}, ${step.onFailure} [${tools.join(', ')}]`);
      if (step.kind === 'group') show(step.steps, `${depth}  `);
    }
  };
  show(plan.steps, '');
  return shown;
}
