import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { createDataConverter } from '../../../../workflows/data-converter.ts';
import type { Invariant } from '../types.ts';

export const allHistoriesReplay: Invariant = {
  id: 'I13',
  reading:
    'All histories replay: every run of every execution, the ones that resets left behind included, is replayed with the workflow bundle that the workers ran; none may give other commands than it recorded.',
  async check({ runs, bundle }) {
    silence();
    const histories = runs.map(({ recorded }) => recorded);
    const options = { workflowBundle: { codePath: bundle }, dataConverter: createDataConverter() };
    const violations = [];
    let checked = 0;
    for await (const { workflowId, runId, error } of Worker.runReplayHistories(options, histories)) {
      checked += 1;
      if (error !== undefined)
        violations.push({ execution: workflowId, what: `run ${runId} does not replay: ${briefly(error.message)}` });
    }
    return { checked, violations };
  },
};

/** The SDK wraps the sentence that matters into several others. */
function briefly(message: string): string {
  return /\[TMPRL\d+\][^"]*/.exec(message)?.[0] ?? message;
}

/** A replay that fails is told as a violation; the SDK need not tell it too. One Runtime a process: who has one keeps it. */
function silence(): void {
  try {
    const telemetryOptions = { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }), forward: {} } };
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions, shutdownSignals: [] });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'IllegalStateError') throw error;
  }
}
