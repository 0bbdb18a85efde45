import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from '../workflows/data-converter.ts';
import { measureCommandLine } from './command-line.ts';
import { compileMs } from './compiling.ts';
import { contenders, type Contender } from './contender.ts';
import { readGround, type Ground } from './definition.ts';
import { measureDoors } from './doors/measure-doors.ts';
import { atOnce, eventsPerStep, sequentialSteps } from './executions.ts';
import { jsonTextRatio } from './json-text.ts';
import { workerMemory } from './memory.ts';
import { createNoopFederation } from './noop-server.ts';
import type { Effort } from './effort.ts';
import { readingMs } from './reading.ts';
import { atMost, compared, eventsRow, notMeasured, type Row } from './rows.ts';
import { median } from './statistics.ts';
import { startTemporal, type BenchTemporal } from './temporal.ts';
import { measureWire } from './wire/measure-wire.ts';
import { bundleHandWritten, SIDES, startSide, type Side } from './workers.ts';

type Say = (line: string) => void;
type Sides = Record<Side, Contender>;

/** What can be measured alone. `executions` is everything but the doors and the wire. */
export const PARTS = ['executions', 'wire', 'doors'] as const;

export type Part = (typeof PARTS)[number];

/** These parts, in one run. */
export async function measureAll(parts: readonly Part[], effort: Effort, say: Say): Promise<Row[]> {
  const rows: Row[] = [];
  if (parts.includes('executions')) rows.push(...(await measureExecutions(effort, say)));
  if (parts.includes('wire')) rows.push(...(await measureWire(effort.wire, say)));
  if (parts.includes('doors')) rows.push(...(await measureDoors(effort.doors, say)));
  return rows;
}

/** Everything but the doors and the wire, on one dev server. */
async function measureExecutions(effort: Effort, say: Say): Promise<Row[]> {
  const federation = await createNoopFederation();
  const bundle = await bundleHandWritten();
  const temporal = await startTemporal(say);
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const ground = await readGround(federation);
    const sides = contenders(
      new Client({ connection, namespace: temporal.namespace, dataConverter: createDataConverter() }),
      ground,
    );
    const place = { ...temporal, federation, bundlePath: bundle.path };
    const workers = await Promise.all(SIDES.map((side) => startSide(side, place)));
    const speed = await measureSpeed(sides, effort, say).finally(() =>
      Promise.all(workers.map((worker) => worker.shutdown())),
    );
    const memory = await measureMemory(sides, temporal, bundle.path, effort, say);
    return [...speed, memory, ...(await measureTools(ground, effort, say))];
  } finally {
    await connection.close();
    await temporal.stop();
    await federation.close();
    await bundle.remove();
  }
}

async function measureSpeed(sides: Sides, effort: Effort, say: Say): Promise<Row[]> {
  const rows: Row[] = [];
  let stepMs = Number.NaN;
  for (const { steps, rounds } of effort.sequential) {
    say(`${steps} sequential steps, ${rounds} pairs`);
    const paired = await sequentialSteps(sides, steps, rounds);
    if (steps === STEP_MS_OF) stepMs = median(paired.definition);
    rows.push(compared(`${steps} sequential steps`, paired, 'ms a step', 1.05));
  }
  const { executions, steps, rounds } = effort.atOnce;
  say(`${executions} executions of ${steps} steps at once, ${rounds} pairs`);
  rows.push(
    compared(
      `${executions} executions of ${steps} steps at once`,
      await atOnce(sides, executions, steps, rounds),
      'ms',
      1.05,
    ),
  );
  say('History events of one step');
  const events = {
    definition: await eventsPerStep(sides.definition),
    handWritten: await eventsPerStep(sides['hand-written']),
  };
  return [...rows, eventsRow(events, 6), atMost(`One sequential step (of ${STEP_MS_OF})`, stepMs, 'ms', 12)];
}

/** Enough steps that starting and ending do not count, few enough that the history stays short. */
const STEP_MS_OF = 50;

async function measureMemory(
  sides: Sides,
  { address, namespace }: BenchTemporal,
  bundlePath: string,
  { memory }: Effort,
  say: Say,
): Promise<Row> {
  const what = `Worker with ${memory.executions} open executions`;
  say(`${what}, ${memory.rounds} pairs`);
  return compared(what, await workerMemory(sides, { address, namespace, bundlePath }, memory), 'MB', 1.2);
}

async function measureTools(ground: Ground, { commandLine }: Effort, say: Say): Promise<Row[]> {
  say('Compiler and command line');
  const { files, rounds } = commandLine;
  const figures = await measureCommandLine(ground, files, rounds);
  const validate = `\`sagaflow validate\`, ${files} files`;
  const compiling = [
    atMost('Compile 50 steps', compileMs(50, ground), 'ms', 10),
    atMost('View from a history of 5,000 events, CPU', await readingMs(5_000), 'ms', 150),
    atMost('View from a history of 20,000 events, CPU', await readingMs(20_000), 'ms', 600),
    atMost('Read and write JSON, of what the native functions cost', (await jsonTextRatio(41)).median, '', 1.03),
  ];
  if (figures === null) return [...compiling, notMeasured(validate, 'the command is not built')];
  return [
    ...compiling,
    atMost(validate, figures.validate, 's', 2),
    atMost('`sagaflow --version`, from a cold start', figures.startMs, 'ms', null),
    atMost('`node` alone', figures.nodeMs, 'ms', null),
  ];
}
