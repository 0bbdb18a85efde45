import type { ExecutionView, StepView } from '../../../plan/view.ts';
import type { DataLimits, DataRequest, RecordedData } from '../../../plan/recorded-data.ts';
import { unknownExecution } from '../errors.ts';
import type { Executions } from '../ports.ts';

/** What the histories of this run, and of those that it continues, have of the values of these steps. Throws `unknown-execution`. */
export async function recordedData(
  executions: Executions,
  { id, runId }: Pick<ExecutionView, 'id' | 'runId'>,
  rows: readonly StepView[],
  limits: DataLimits,
): Promise<RecordedData> {
  const data = await executions.data(id, runId, { wanted: rows.filter(hasBegun).map(wantedOf), limits });
  if (data === null) throw unknownExecution(id);
  return data;
}

function hasBegun({ status }: StepView): boolean {
  return status !== 'pending' && status !== 'skipped';
}

function wantedOf({ path, verb, server }: StepView): DataRequest['wanted'][number] {
  return { path, isCall: server !== null || verb === 'workflow' };
}
