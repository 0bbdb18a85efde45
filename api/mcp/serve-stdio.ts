import type { Readable, Writable } from 'node:stream';
import { serveStdio as serveProtocol, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { Caller } from '../operations/caller.ts';
import type { FacadeDeps } from './facade.ts';
import { announce } from './http/legacy-sessions.ts';
import { createParts } from './parts.ts';
import { createProtocolServer } from './protocol/create-protocol-server.ts';
import type { ProtocolServer } from './protocol/create-protocol-server.ts';
import { hiddenInput, shownOutput } from './protocol/exact-streams.ts';

/**
 * `sagaflow mcp`: the facade for one client over its pipes, in the era that the client speaks first. Resolves when the client has
 * closed its end, or `signal` aborts. Nothing else may write to `output`.
 */
export async function serveStdio(
  deps: FacadeDeps,
  { input, output }: { input: Readable; output: Writable },
  caller: Caller,
  signal: AbortSignal,
): Promise<void> {
  const parts = createParts(deps);
  const report = (error: Error): void => deps.log.warn({ err: error }, 'A message of the MCP client was refused');
  const connected = new Set<ProtocolServer>();
  const messages = hiddenInput(input);
  const transport = new StdioServerTransport(messages, shownOutput(output));
  const endListening = deps.operations.onDefinitionsChanged(() => {
    for (const server of connected) announce(server, report);
  });

  const connection = serveProtocol(
    ({ era }) => {
      const server = createProtocolServer(parts, { era, local: caller });
      connected.add(server);
      server.onclose = () => void connected.delete(server);
      return server;
    },
    { transport, onerror: report },
  );
  await new Promise<void>((resolve) => {
    messages.once('close', resolve).once('end', resolve);
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  endListening();
  parts.tools.close();
  await connection.close();
}
