import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';
import { createLog } from '../../project/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { workflowCode } from '../../worker/workflow-code.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { dataConverter } from '../support/data-converter.ts';
import { recordings } from './recordings.ts';

interface Recorded {
  workflowId: string;
  history: { events: { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[] };
}

const folder = fileURLToPath(new URL('histories', import.meta.url));
const files = readdirSync(folder).sort();

const options: ReplayWorkerOptions = {
  workflowBundle: { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) },
  dataConverter,
};

beforeAll(() => {
  installRuntime(createLog('silent'));
});

it('there is a history of every recording', () => {
  const recorded = files.map((file) => file.replace(/(-\d+)?\.json$/, ''));
  expect([...new Set(recorded)].sort()).toEqual(Object.keys(recordings).sort());
});

it('every recorded execution replays with today’s workers', async () => {
  const problems: string[] = [];
  let count = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories(options, files.map(read))) {
    count += 1;
    if (error !== undefined) problems.push(`${workflowId}: ${error.message}`);
  }
  expect(problems).toEqual([]);
  expect(count).toBe(files.length);
});

it.each([['no search attribute'], ['only the state of sagas', 'SagaState'], ['only versions', 'DefinitionVersion']])(
  'every recorded execution replays where the namespace has %s',
  async (_what, ...present) => {
    const missing = Object.keys(SEARCH_ATTRIBUTES).filter((name) => !present.includes(name));
    const workflowBundle = await workflowCode({
      dataConverter,
      interceptorModules: [],
      missingAttributes: new Set(missing),
    });
    const problems: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle, dataConverter },
      files.map(read),
    )) {
      if (error !== undefined) problems.push(`${workflowId}: ${error.message}`);
    }
    expect(problems).toEqual([]);
  },
);

it('what a campaign found to not replay does now: the reset run waited for the child of another run', async () => {
  const { history, workflowId } = JSON.parse(
    readFileSync(new URL('found/child-waited-for-after-a-reset.json', import.meta.url), 'utf8'),
  ) as Recorded;
  await Worker.runReplayHistory(options, history, workflowId);
});

it('an execution that a signal with a name of Temporal’s own has stopped goes on', async () => {
  const { history, workflowId } = JSON.parse(
    readFileSync(new URL('found/wedged-by-a-signal-of-temporal.json', import.meta.url), 'utf8'),
  ) as Recorded;
  await Worker.runReplayHistory(options, history, workflowId);
});

it('a history in which something else was called does not replay', async () => {
  const recorded = read('parked-compensate.json');
  for (const { activityTaskScheduledEventAttributes: scheduled } of recorded.history.events) {
    if (scheduled?.activityType.name === 'keyed.undo_act') scheduled.activityType.name = 'keyed.act';
  }
  await expect(Worker.runReplayHistory(options, recorded.history, recorded.workflowId)).rejects.toThrow(
    /Nondeterminism/,
  );
});

function read(file: string): Recorded {
  return JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Recorded;
}
