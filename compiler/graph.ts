import type { Plan } from '../plan/plan.ts';
import { dotGraph } from './graph/dot.ts';
import { mermaidGraph } from './graph/mermaid.ts';

export type GraphFormat = 'mermaid' | 'dot';

/** The steps of a plan as a drawing: what waits for what, what undoes what, and the pivot. Ends with a line break. */
export function graph(plan: Plan, format: GraphFormat): string {
  return format === 'mermaid' ? mermaidGraph(plan) : dotGraph(plan);
}
