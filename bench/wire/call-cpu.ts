import { NOOP_SERVER, NOOP_TOOL } from '../noop-server.ts';
import { median } from '../statistics.ts';
import { federationOver, type Way } from './noop-process.ts';

/** CPU milliseconds of this process for one small call to a server in another one, one after the other: median of the rounds. */
export async function callCpuMs(
  way: Way,
  url: string,
  { calls, rounds }: { calls: number; rounds: number },
): Promise<number> {
  const federation = federationOver(way, url);
  const { signal } = new AbortController();
  const once = async (): Promise<void> => {
    const meta = { 'io.sagaflow/idempotency-key': 'bench' };
    const call = { server: NOOP_SERVER, tool: NOOP_TOOL, arguments: { value: 'hello' }, meta };
    const seen = await federation.callTool(call, { timeoutMs: 30_000, signal, onSent: () => undefined });
    if (seen.kind !== 'result') throw new Error(`The no-op server answered ${seen.kind}.`);
  };
  const round = async (): Promise<number> => {
    const began = process.cpuUsage();
    for (let call = 0; call < calls; call += 1) await once();
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000 / calls;
  };
  try {
    await round();
    const measured: number[] = [];
    for (let index = 0; index < rounds; index += 1) measured.push(await round());
    return median(measured);
  } finally {
    await federation.close();
  }
}
