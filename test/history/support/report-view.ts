import { proxySinks, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow';
import type { ExecutionView } from '../../../plan/view.ts';

/** Tells a test what the Query `view` of a workflow would answer after each of its tasks, also while it is replayed. */
export interface ViewSinks extends Sinks {
  views: { view(view: ExecutionView): void };
}

const { views } = proxySinks<ViewSinks>();

export const interceptors = (): WorkflowInterceptors => ({
  internals: [
    {
      concludeActivation(input, next) {
        const { queryHandlers } = (globalThis as unknown as WithActivator)[ACTIVATOR];
        const view = queryHandlers.get('view')?.handler() as ExecutionView | null | undefined;
        if (view != null) views.view(view);
        return next(input);
      },
    },
  ],
});

/** Where the SDK keeps what belongs to the workflow that runs. */
const ACTIVATOR = '__TEMPORAL_ACTIVATOR__';

interface WithActivator {
  [ACTIVATOR]: { queryHandlers: ReadonlyMap<string, { handler(): unknown }> };
}
