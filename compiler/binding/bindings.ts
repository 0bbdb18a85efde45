import type { Analysis } from './analyse.ts';
import type { BoundArguments, CallNode, StepNode } from './model.ts';

/** One property that was bound by name: a row of `sagaflow explain`. */
export interface Binding {
  step: string;
  tool: string;
  /** What the arguments are for. */
  role: 'call' | 'fallback' | 'compensation' | 'probe' | 'child';
  property: string;
  /** The expression's text. */
  source: string;
  why: string;
}

export function bindingsOf(analysis: Analysis): Binding[] {
  return analysis.all.flatMap((step) => [
    ...step.calls.flatMap(ofCall),
    ...(step.fallback?.kind === 'call' ? ofCall(step.fallback.call) : []),
    ...ofChild(step),
  ]);
}

function ofCall(call: CallNode): Binding[] {
  const { compensation, probe } = call;
  const step = call.step.name;
  return [
    ...rows(call.bound, { step, tool: call.tool.name, role: call.role === 'forward' ? 'call' : 'fallback' }),
    ...(compensation === null
      ? []
      : rows(compensation.bound, { step, tool: compensation.tool.name, role: 'compensation' })),
    ...(probe === null ? [] : rows(probe.bound, { step, tool: probe.tool.name, role: 'probe' })),
  ];
}

function ofChild(step: StepNode): Binding[] {
  if (step.childArguments === null || step.child === null) return [];
  return rows(step.childArguments, { step: step.name, tool: step.child.plan.name, role: 'child' });
}

function rows(bound: BoundArguments, of: Pick<Binding, 'step' | 'tool' | 'role'>): Binding[] {
  return [...bound.sources].map(([property, source]) => ({ ...of, property, source: source.text, why: source.why }));
}
