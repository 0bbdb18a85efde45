import type { Template } from '../../plan/expressions/template.ts';
import type { Analysis } from '../binding/analyse.ts';
import type { StepNode } from '../binding/model.ts';
import { expressionTemplate, pathText } from '../binding/templates/written.ts';

/** The written `output:`, else the outputs of the steps nothing depends on, by step name. */
export function definitionOutput(analysis: Analysis): Template {
  if (analysis.output !== null) return analysis.output.template;
  const waitedFor = new Set(analysis.steps.flatMap((step) => step.dependsOn));
  return outputsByName(analysis.steps.filter((step) => !waitedFor.has(step)));
}

/** A group's written `output:`, else its steps' outputs by name. */
export function groupOutput(step: StepNode): Template {
  return step.uses.get('output')?.template ?? outputsByName(step.children);
}

function outputsByName(steps: readonly StepNode[]): Template {
  const entries = steps.map((step) => ({
    key: step.name,
    value: expressionTemplate(pathText('steps', step.name, 'output')),
  }));
  return { kind: 'object', entries };
}
