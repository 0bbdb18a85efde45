import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from '../../workflows/data-converter.ts';
import { contenders } from '../contender.ts';
import { readGround } from '../definition.ts';
import type { WireEffort } from '../effort.ts';
import { atOnce, sequentialSteps } from '../executions.ts';
import { atMost, compared, type Row } from '../rows.ts';
import { startTemporal } from '../temporal.ts';
import { bundleWorkflow, startSide } from '../workers.ts';
import { callCpuMs } from './call-cpu.ts';
import { federationOver, startNoopProcess, type NoopProcess } from './noop-process.ts';
import { ownContender, startOwnSide } from './own-side.ts';

/** What the way to a server costs: the CPU of a small call, and executions against what a team would write on the MCP SDK alone. */
export async function measureWire(effort: WireEffort, say: (line: string) => void): Promise<Row[]> {
  const noop = await startNoopProcess();
  try {
    say('CPU of a small call');
    const cpu = [
      atMost('P13: a small call, modern HTTP, CPU', await callCpuMs('modern', noop.url, effort.cpu), 'ms', 1.0),
      atMost('P13: a small call, legacy HTTP, CPU', await callCpuMs('legacy', noop.url, effort.cpu), 'ms', 1.2),
      atMost('P13: a small call, stdio, CPU', await callCpuMs('stdio', noop.url, effort.cpu), 'ms', 0.6),
    ];
    return [...(await againstOwnActivity(noop, effort, say)), ...cpu].map((row) => ({ ...row, section: 'wire' }));
  } finally {
    await noop.stop();
  }
}

async function againstOwnActivity(
  noop: NoopProcess,
  { sequential, atOnce: many }: WireEffort,
  say: (line: string) => void,
): Promise<Row[]> {
  const federation = federationOver('modern', noop.url);
  const bundle = await bundleWorkflow(fileURLToPath(new URL('own-workflow.ts', import.meta.url)));
  const temporal = await startTemporal(say);
  const connection = await Connection.connect({ address: temporal.address });
  const { namespace } = temporal;
  try {
    const place = { ...temporal, federation, bundlePath: bundle.path, url: `${noop.url}/modern` };
    const workers = [await startSide('definition', place), await startOwnSide(place)];
    const ground = await readGround(federation);
    const { definition } = contenders(
      new Client({ connection, namespace, dataConverter: createDataConverter() }),
      ground,
    );
    const sides = { definition, 'hand-written': ownContender(new Client({ connection, namespace })) };
    const rows: Row[] = [];
    try {
      for (const { steps, rounds } of sequential) {
        say(`${steps} sequential steps against a workflow with an activity of its own, ${rounds} pairs`);
        rows.push(compared(`${OWN}, ${steps} steps`, await sequentialSteps(sides, steps, rounds), 'ms a step', 1.0));
      }
      const { executions, steps, rounds } = many;
      say(`${executions} executions of ${steps} steps at once against the same, ${rounds} pairs`);
      rows.push(
        compared(`${OWN}, ${executions} × ${steps} at once`, await atOnce(sides, executions, steps, rounds), 'ms', 1.0),
      );
    } finally {
      await Promise.all(workers.map((worker) => worker.shutdown()));
    }
    return rows;
  } finally {
    await connection.close();
    await temporal.stop();
    await federation.close();
    await bundle.remove();
  }
}

const OWN = 'Against hand-written, own activity';
