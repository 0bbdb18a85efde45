import fc from 'fast-check';
import type { ActionStep, Call, Plan, Step } from '../../../plan/plan.ts';
import { action, probeOf, template } from '../../workflows/interpreter/support/plans.ts';
import { KEEPS, randomPlan } from '../../workflows/interpreter/support/random-plan.ts';

/** Parallel steps, groups, loops, lists of tools, fallbacks, waits, continued ones; on top of them probes, late calls and a pivot. */
export function modelPlan(): fc.Arbitrary<Plan> {
  const traits = fc.record({
    /** Bit i: the i-th call. */
    probes: fc.nat(255),
    lateCalls: fc.nat(255),
    pivot: fc.option(fc.record({ isProbed: fc.boolean(), after: fc.nat(2) }), { freq: 3 }),
  });
  const plans = fc.boolean().chain((continues) => randomPlan({ continues }));
  return fc.tuple(plans, traits).map(([plan, { probes, lateCalls, pivot }]) => {
    let number = 0;
    const decorated = mapCalls(plan.steps, (call) => {
      const bit = number++ % 8;
      if (!call.effect || call.compensation === null) return call;
      const probe = (probes >> bit) & (probes >> (bit + 1)) & 1 ? asksForTruth() : null;
      const isLate = ((lateCalls >> bit) & (lateCalls >> (bit + 2)) & 1) === 1 && call.idempotency.kind !== 'none';
      return { ...call, probe, lateCallsRefused: !isLate };
    });
    return { ...plan, steps: pivot === null ? decorated : [...decorated, ...pointOfNoReturn(decorated, pivot)] };
  });
}

/** What the pivot and what comes after it are called. */
export const PIVOT = 'pivot';

function pointOfNoReturn(before: Step[], pivot: { isProbed: boolean; after: number }): Step[] {
  const keeps = { server: KEEPS, compensation: null, noCompensationReason: 'a retriable step' };
  const probe = pivot.isProbed ? asksForTruth() : null;
  const dependsOn = before.map(({ name }) => name);
  const steps: ActionStep[] = [action(PIVOT, { ...keeps, probe }, { dependsOn, pivot: true })];
  for (let number = 0; number < pivot.after; number += 1) {
    steps.push(action(`after${number}`, keeps, { dependsOn: [PIVOT] }));
  }
  return steps;
}

function asksForTruth(): NonNullable<Call['probe']> {
  return probeOf({ result: template({ id: '${{ output.id }}' }) });
}

function mapCalls(steps: Step[], change: (call: Call) => Call): Step[] {
  return steps.map((step): Step => {
    if (step.kind === 'action') return { ...step, call: change(step.call) };
    if (step.kind === 'tools') return { ...step, calls: step.calls.map(change) };
    if (step.kind === 'group') return { ...step, steps: mapCalls(step.steps, change) };
    return step;
  });
}
