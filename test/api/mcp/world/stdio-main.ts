import { serveStdio } from '../../../../api/mcp/serve-stdio.ts';
import { localCaller } from '../../../../api/operations/caller.ts';
import { createWorld } from './start-world.ts';

/** The facade over this process's pipes, as `sagaflow mcp` serves it; ends with its client. */
const world = createWorld({ waitMs: 200 });
process.on('SIGUSR2', () => world.definitions.remove('pay'));
await serveStdio(
  world.deps,
  { input: process.stdin, output: process.stdout },
  localCaller(null),
  new AbortController().signal,
);
process.stderr.write('ended\n');
