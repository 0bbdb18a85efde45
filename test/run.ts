import { build, checks } from './run/checks.ts';
import { checkLts } from './run/check-lts.ts';
import { createTally } from './run/tally.ts';
import { runVitest } from './run/run-vitest.ts';

/**
 * `npm test`: build, the checks of the house, all tests. Every check counts as one; the last line is "N passed, N failed". Words after
 * `npm test --` are handed to vitest, and then only the build and those tests run. With SAGAFLOW_TEST_LTS=on the unit tests and the demo
 * run also on the current LTS of Node.js, as in CI.
 */
const only = process.argv.slice(2);
const tally = createTally((line) => void process.stdout.write(line));

if (await tally.check(build)) {
  // Integration tests wait more than they work: the checks take what they leave of the processor.
  if (only.length === 0) await Promise.all([runVitest(tally, { name: 'tests' }), checkHouse()]);
  else await runVitest(tally, { name: 'tests', args: only });
}
process.stdout.write(tally.closingLine());
process.exitCode = tally.hasFailed() ? 1 : 0;

async function checkHouse(): Promise<void> {
  for (const check of checks) await tally.check(check);
  if (process.env['SAGAFLOW_TEST_LTS'] === 'on') await checkLts(tally, process.env);
}
