import { createFederation } from '../../../federation/federation.ts';
import { here, program, server, textOf } from '../programs.ts';

// A process that uses a stdio server and is then killed by the test; it prints the server's process id.
const federation = createFederation({
  servers: [server('moody', program(`${here}servers/moody-stdio.ts`))],
  log: () => undefined,
  now: Date.now,
  environment: process.env,
});
const call = { server: 'moody', tool: 'where', arguments: {}, meta: {} };
const seen = await federation.callTool(call, {
  timeoutMs: 15_000,
  signal: new AbortController().signal,
  onSent: () => undefined,
});
const { pid } = textOf(seen) as { pid: number };
console.log(pid);
