import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultFailureConverter, defaultPayloadConverter, type LoadedDataConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { Worker, type InjectedSinks, type ReplayWorkerOptions } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeEvent } from '../../history/decode/decode-event.ts';
import type { Fact } from '../../history/fact.ts';
import type { ExecutionView } from '../../plan/view.ts';
import { createLog } from '../../project/log.ts';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { dataConverter } from '../support/data-converter.ts';
import { readRun, withoutTimes } from './support/read.ts';
import type { ViewSinks } from './support/report-view.ts';

const replay = fileURLToPath(new URL('../replay', import.meta.url));
const files = ['histories', 'found'].flatMap((folder) =>
  readdirSync(`${replay}/${folder}`).map((file) => `${folder}/${file}`),
);

let options: ReplayWorkerOptions;
/** The last view that each run has told, by workflow id and run id. */
const told = new Map<string, ExecutionView>();

beforeAll(async () => {
  installRuntime(createLog('silent'));
  const reporter = fileURLToPath(new URL('support/report-view.ts', import.meta.url));
  const code = await bundleWorkflows(dataConverter, { workflowInterceptorModules: [reporter] });
  const sinks: InjectedSinks<ViewSinks> = {
    views: { view: { fn: (info, view) => void told.set(info.workflowId, view), callDuringReplay: true } },
  };
  options = { workflowBundle: { code }, dataConverter, sinks, interceptors: { workflowModules: [reporter] } };
}, 120_000);

/** Its last workflow task was never completed: a worker of today goes further than the history tells. */
const OPEN = 'histories/foreign-null.json';

describe('the view from a recorded history is the view of the workflow itself', () => {
  it.each(files.filter((file) => file !== OPEN))('%s', async (file) => {
    const { workflowId, history } = JSON.parse(readFileSync(`${replay}/${file}`, 'utf8')) as Recorded;
    told.delete(workflowId);
    await Worker.runReplayHistory(options, history, workflowId);
    const own = told.get(workflowId) ?? expect.fail('The workflow told no view.');
    const { view, notices } = await readRun(await factsOf(history), { workflowId, runId: own.runId });
    expect(notices).toEqual([]);
    const seen = { ...view, notices: view.notices.filter(isKnownInside), noticeCount: own.noticeCount };
    expect(withoutTimes(seen)).toEqual(withoutTimes(own));
  });
});

it('an execution that was stuck on a result of somebody else comes free: it parks, and the history shows why', async () => {
  const { workflowId, history } = JSON.parse(readFileSync(`${replay}/${OPEN}`, 'utf8')) as Recorded;
  await Worker.runReplayHistory(options, history, workflowId);
  const own = told.get(workflowId) ?? expect.fail('The workflow told no view.');
  expect(own).toMatchObject({ sagaState: 'parked', waitingFor: [{ step: 'first', unclear: 'call' }] });
  const { view } = await readRun(await factsOf(history), { workflowId, runId: own.runId });
  expect(view.steps[0]).toMatchObject({ status: 'failed', outcome: 'unknown', failure: { type: 'ForeignResult' } });
  expect(view.notices).toMatchObject([{ type: 'CallEndedByHand' }]);
});

/** Who ended a call by hand, and a signal that no step waits for, do not get to the workflow: only its history knows of them. */
function isKnownInside({ type, message }: ExecutionView['notices'][number]): boolean {
  return type !== 'CallEndedByHand' && !message.includes('no step of this execution waits for it');
}

interface Recorded {
  workflowId: string;
  history: { events: unknown[] };
}

const converter: LoadedDataConverter = {
  payloadConverter: defaultPayloadConverter,
  failureConverter: defaultFailureConverter,
  payloadCodecs: [],
};

async function factsOf(history: unknown): Promise<Fact[]> {
  const { History } = proto.temporal.api.history.v1;
  // Over the wire, so that numbers are what a client gets.
  const { events } = History.decode(History.encode(historyFromJSON(history)).finish());
  const decoded = await Promise.all(events.map((event) => decodeEvent(event, converter, { readsRequests: false })));
  return decoded.filter((fact) => fact !== null);
}
