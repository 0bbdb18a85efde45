import { isDue } from '../../../plan/ledger.ts';
import { park } from '../park/park.ts';
import { isPastPivot } from '../forward/pivot.ts';
import type { Run } from '../state/run.ts';

/**
 * Going back, although the point of no return was passed, or may have been: by an execution before it was terminated, or by another run
 * of one that was reset. No program undoes that (S31): a person looks, and what is in force is left.
 */
export async function askBehindPivot(run: Run): Promise<'done' | 'suspended'> {
  const due = run.state.ledger.filter(isDue);
  if (!isPastPivot(run) || due.length === 0) return 'done';
  const [step = 'pivot'] = run.state.unclearPivots;
  const decided = await park(run, {
    path: step,
    step,
    direction: 'compensation',
    allowed: ['skip'],
    message: `The point of no return was passed before this way back began, so nothing is undone: ${due.map(({ path }) => path).join(', ')}.`,
    texts: { skip: { does: 'leaves everything as it is; the execution ends SagaPartiallyCompensated' } },
  });
  if (decided === null) return 'suspended';
  for (const entry of due) entry.state = 'left';
  return 'done';
}
