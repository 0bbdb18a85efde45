import { listAt, textAt } from './json.ts';
import type { StepShape } from './plan-shape.ts';

/** Paths of the effects that no condition and no `continue` can leave out. Of loops, those over a list of the input are known. */
export function mandatoryPaths(steps: readonly StepShape[], input: unknown, iterations = ''): string[] {
  return steps.flatMap((step) => {
    if (step.when !== null || step.onFailure === 'continue') return [];
    return suffixes(step, input).flatMap((own) => {
      const suffix = `${iterations}${own}`;
      if (step.kind === 'group') return mandatoryPaths(step.steps ?? [], input, suffix);
      if (step.kind === 'action') return step.call?.effect === true ? [`${step.name}${suffix}`] : [];
      return (step.calls ?? []).filter(({ effect }) => effect).map(({ tool }) => `${step.name}${suffix}.${tool}`);
    });
  });
}

/** `['']` without a loop, `['[0]', '[1]', …]` with one over `${{ input.<name> }}`, nothing where the list is not known here. */
function suffixes({ forEach }: StepShape, input: unknown): string[] {
  if (forEach === null) return [''];
  const [, name] = /^\s*input\.([a-z0-9_]+)\s*$/i.exec(textAt(forEach, 'items', 'expression', 'source') ?? '') ?? [];
  return name === undefined ? [] : listAt(input, name).map((_, index) => `[${index}]`);
}
