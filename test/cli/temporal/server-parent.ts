import { startTemporalServer } from '../../../cli/temporal/start-server.ts';

// A process that is killed in start-server.test.ts: starts the Temporal server whose program is its argument and prints where it is.
const [binary = ''] = process.argv.slice(2);
const options = { binary, port: 0, uiPort: false, searchAttributes: {}, say: () => undefined } as const;
void startTemporalServer(options).then(({ pid, address }) => {
  process.stdout.write(`${JSON.stringify({ pid, address })}\n`);
});
