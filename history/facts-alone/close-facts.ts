import type { ExecutionEvent } from '../../plan/events.ts';
import { isJsonObject, type Json } from '../../plan/json.ts';
import type { ExecutionFailureView } from '../../plan/view.ts';
import type { EndFact, FactOf } from '../fact.ts';

/** What the end of a run says by itself: what was undone, then that it is over. */
export function closeFacts(end: FactOf<'ended'>): ExecutionEvent[] {
  const at = new Date(end.at).toISOString();
  if (end.status === 'completed') return [{ type: 'closed', at, status: 'completed', output: outputOf(end.result) }];
  const failure = readFailure(end);
  const undone = failure.compensated.map((path): ExecutionEvent => ({ type: 'compensated', at, path }));
  return [...undone, { type: 'closed', at, status: end.status, failure }];
}

/** A child gives its parent its ledger with its output (SAGAS S32). */
function outputOf(result: Json): Json {
  if (!isJsonObject(result) || Object.keys(result).length !== 2 || !Array.isArray(result['ledger'])) return result;
  return result['output'] ?? result;
}

/** The failure of a closed run as people see it. */
export function readFailure({ failure, details }: Pick<EndFact, 'failure' | 'details'>): ExecutionFailureView {
  const said = isJsonObject(details) ? details : {};
  const cause = isJsonObject(said['cause']) ? said['cause'] : {};
  return {
    type: failure?.type ?? 'Failure',
    message: failure?.message ?? 'It failed without saying why.',
    step: typeof said['step'] === 'string' && said['step'] !== '' ? said['step'] : null,
    cause:
      typeof cause['type'] === 'string'
        ? { type: cause['type'], message: typeof cause['message'] === 'string' ? cause['message'] : '' }
        : null,
    compensated: texts(said['compensated']),
    notCompensated: texts(said['notCompensated']),
  };
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
