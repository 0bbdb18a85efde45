import type { Client } from '@temporalio/client';
import type { DataRequest, Kept, RecordedData, RecordedStep } from '../../plan/recorded-data.ts';
import type { StartFact } from '../fact.ts';
import { RunReader } from '../read-run.ts';
import { decodePage } from '../reading/facts.ts';
import { unlessGone } from '../reading/gone.ts';
import { readPages, type RunOf } from '../reading/pages.ts';
import { addCarried, addEarlier } from './add-earlier.ts';
import { collectData } from './collect-data.ts';
import { createRoom, type Room } from './room.ts';

/**
 * Arguments and outputs of an execution as its histories have them: of this run, then of those that it continues, the newest first, until
 * every path is found. Null when the run is gone.
 */
export async function readData(
  client: Client,
  { workflowId, runId }: RunOf,
  { wanted: asked, limits }: DataRequest,
): Promise<RecordedData | null> {
  const wanted = new Map(asked.map(({ path, isCall }) => [path, isCall]));
  const room = createRoom(limits);
  const steps = new Map<string, RecordedStep>();
  let known: { input: Kept; started: StartFact } | null = null;
  let next: string | null = runId;
  for (let runs = 0; next !== null; runs += 1) {
    const run: RunOf = { workflowId, runId: next };
    const read: RunData | null = runs === MAX_RUNS ? null : await readRunData(client, run, wanted, room);
    if (read === null) {
      if (known === null) return null;
      // What the run after it was handed is all that can be known.
      addCarried(steps, known.started.carried, wanted, room);
      return { input: known.input, steps, missing: runs === MAX_RUNS ? tooMany(next) : gone(next) };
    }
    room.giveBack(known?.input ?? null);
    known = { input: room.keep(read.started.input), started: read.started };
    addEarlier(steps, read.steps, room);
    for (const [path, step] of read.steps) if (isFound(step, wanted.get(path))) wanted.delete(path);
    next = wanted.size === 0 ? null : read.started.continuedFrom;
  }
  return known === null ? null : { input: known.input, steps, missing: null };
}

/** Each may have thousands of events, and somebody waits for the answer. */
const MAX_RUNS = 50;

/** A call that somebody ended by hand may have been sent by an earlier run. */
function isFound(step: RecordedStep, isCall = false): boolean {
  return !isCall || step.arguments !== null;
}

function tooMany(runId: string): string {
  return `The run ${runId} and those before it were not read: ask for that run.`;
}

function gone(runId: string): string {
  return `The history of the run ${runId} is gone, so arguments and outputs of steps that ended there are missing.`;
}

interface RunData {
  started: StartFact;
  steps: ReadonlyMap<string, RecordedStep>;
}

/** Null when there is no such run (any more). */
async function readRunData(
  client: Client,
  run: RunOf,
  wanted: ReadonlyMap<string, unknown>,
  room: Room,
): Promise<RunData | null> {
  return unlessGone(async () => {
    const data = collectData(run.workflowId, (path) => wanted.has(path), room);
    const { namespace } = client.options;
    const reader = new RunReader({ namespace, ...run }, (path, output) => {
      data.ended(path, output);
    });
    let started: StartFact | null = null;
    for await (const events of readPages(client, run)) {
      const facts = await decodePage(client, events, { readsRequests: true });
      for (const fact of facts) {
        if (fact.kind === 'started') started = fact;
        data.take(fact);
      }
      // Who wants the input alone has it now.
      if (wanted.size === 0) break;
      await reader.push(facts);
    }
    await reader.flush();
    return started === null ? null : { started, steps: data.steps };
  });
}
