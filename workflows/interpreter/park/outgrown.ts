import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { failureOf } from '../../../plan/failure-types.ts';
import { park } from './park.ts';
import { MAX_STATE_LENGTH, PATIENCE, stop, type Run } from '../state/run.ts';

/** What would be carried is too large for a continue-as-new, which would fail its workflow task for ever: a person decides (S37). */
export async function askWhetherToStay(run: Run): Promise<void> {
  const size = Math.ceil(stringifyJson(run.state).length / 1_024);
  const limit = MAX_STATE_LENGTH / 1_024;
  const decided = await park(run, {
    path: 'state',
    step: 'state',
    direction: 'forward',
    allowed: ['resume', 'compensate'],
    message: `The history is long, and the outputs that are still needed have ${size} KiB: a new run takes ${limit}. "resume" goes on in this run for a while.`,
  });
  run.flags.hasOutgrown = false;
  run.flags.patience = PATIENCE;
  if (decided?.verb !== 'compensate') return;
  const failure = failureOf('StateTooLarge', `It needed ${size} KiB of outputs.`);
  stop(run, { kind: 'failed', step: 'state', failure, undoes: true });
}
