import type { Operations } from '../../../api/operations/operations.ts';
import { sayJson } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { printData } from '../../render/data.ts';
import { printEnding, shellWord } from '../../render/ending.ts';
import { printSteps } from '../../render/view-table.ts';
import { callerOf } from '../../who.ts';

/** `show --data`: the view, and what its steps were called with and ended with. */
export async function showWithData(
  context: Context,
  operations: Operations,
  view: ExecutionView,
  isJson: boolean,
): Promise<void> {
  const { stdout } = context;
  const own = `sagaflow show ${shellWord(view.id)} --run ${view.runId}`;
  const whereWhole = (path: string | null): string =>
    path === null ? `${own} --input` : `${own} --step ${shellWord(path)}`;
  const withData = await operations.withData(callerOf(context), view, whereWhole);
  if (isJson) {
    sayJson(stdout, withData);
    return;
  }
  printSteps(stdout, view);
  printData(stdout, withData, whereWhole);
  printEnding(stdout, view);
}
