import type { Plan } from '../../plan/plan.ts';
import { action, planOf, template, undoOf } from '../workflows/interpreter/support/plans.ts';
import { STEPS } from './scenarios.ts';

/** How the six steps stand to each other, and what their compensations need. */
export const SHAPES = ['sequence', 'parallel'] as const;
export type Shape = (typeof SHAPES)[number];

/**
 * `sequence`: one after the other, undone with what is known before the call. `parallel`: all at once, undone with what the call
 * returned, which the step itself does not keep; unclear ones are undone by key alone.
 */
export function planOfShape(shape: Shape): Plan {
  const names = Array.from({ length: STEPS }, (_, index) => `s${index}`);
  switch (shape) {
    case 'sequence':
      return planOf(
        names.map((name) =>
          action(name, {
            arguments: template({ amount: name }),
            compensation: undoOf(name, { arguments: template({ amount: '${{ arguments.amount }}' }) }),
          }),
        ),
      );
    case 'parallel': {
      const compensation = (name: string): ReturnType<typeof undoOf> =>
        undoOf(name, {
          needsOutput: true,
          arguments: template({ id: '${{ output.id }}' }),
          withoutOutput: template({ id: 'unclear' }),
        });
      const output = template({ kept: true });
      return planOf(names.map((name) => action(name, { output, compensation: compensation(name) }, { dependsOn: [] })));
    }
  }
}
