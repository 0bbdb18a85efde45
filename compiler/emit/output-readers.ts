import { templateReferences } from '../../plan/expressions/references.ts';
import type { Template } from '../../plan/expressions/template.ts';
import type { Analysis } from '../binding/analyse.ts';
import type { Context } from '../binding/context.ts';
import type { StepNode } from '../binding/model.ts';
import { groupOutput } from './default-outputs.ts';

export type Readers = Map<StepNode, Set<string>>;

/**
 * Who reads a step's output, so that it can be dropped when all of them have ended (SAGAS S37). A reader inside a group counts as
 * the group, in the list where the step that is read stands: only that list knows when the whole group has ended.
 */
export function outputReaders(context: Context, analysis: Analysis, output: Template): Readers {
  const readers: Readers = new Map(analysis.all.map((step) => [step, new Set()]));
  const note = (template: Template, reader: StepNode | null, isOwnOutput: boolean): void => {
    for (const { root, path } of templateReferences(template)) {
      const [name, property] = path;
      const step = root === 'steps' && name !== undefined ? context.steps.get(name) : undefined;
      if (step === undefined || (property !== undefined && property !== 'output')) continue;
      const who = nameInList(step, reader, isOwnOutput);
      if (who !== null) readers.get(step)?.add(who);
    }
  };
  note(output, null, true);
  for (const use of context.uses) {
    if (use.sees.kind !== 'definition') note(use.template, use.sees.step, use.sees.kind === 'inside');
  }
  for (const { target, bound } of context.targets) note(bound.template, target.step, false);
  for (const step of analysis.all) if (step.verb === 'group') note(groupOutput(step), step, true);
  return readers;
}

/** The name under which a reader counts in the list where `step` stands. */
function nameInList(step: StepNode, reader: StepNode | null, isOwnOutput: boolean): string | null {
  if (reader === step.parent) return isOwnOutput ? '#output' : null;
  let inList = reader;
  while (inList !== null && inList.parent !== step.parent) inList = inList.parent;
  return inList === null || inList === step ? null : inList.name;
}
