import { isSame } from '../reading/json.ts';
import type { Invariant } from '../types.ts';

export const startsAreKept: Invariant = {
  id: 'I1',
  reading:
    'No acknowledged start is lost: every start that the API acknowledged has a history under its workflow id and first run id, begun with the input that was sent.',
  check({ starts, runs }) {
    const violations = starts.flatMap(({ id, runId, input }) => {
      const found = runs.find((run) => run.workflowId === id && run.firstRunId === runId);
      if (found === undefined) return [{ execution: id, what: `was acknowledged as run ${runId}, and has no history` }];
      return isSame(found.input, input) ? [] : [{ execution: id, what: 'began with another input than was sent' }];
    });
    return { checked: starts.length, violations };
  },
};
