import { delimiter } from 'node:path';
import { obtainNode } from './obtain-node.ts';
import { runVitest } from './run-vitest.ts';
import type { Tally } from './tally.ts';

/** The newest release of the current LTS line for which npm has a package; `engines` names the oldest that we run on. */
const LTS = '26.10.0';

/** The unit tests and the demo on the current LTS of Node.js, so that nobody is held on the oldest. */
export async function checkLts(tally: Tally, environment: NodeJS.ProcessEnv): Promise<void> {
  const found = await obtainNode(LTS, environment);
  if ('problem' in found) {
    tally.say(`✗ Node.js ${LTS}: ${found.problem}\n`);
    tally.add(0, 1);
    return;
  }
  // First on PATH: what tests and commands start by the name "node" is this one too.
  const withLts = { ...environment, PATH: `${found.folder}${delimiter}${environment['PATH'] ?? ''}` };
  const how = { environment: withLts, isPatient: true };
  await runVitest(tally, { name: `unit tests on Node.js ${LTS}`, args: ['--project=unit*'], isQuiet: true, ...how });
  await tally.check({
    name: `demo on Node.js ${LTS}`,
    command: 'node',
    args: ['dist/cli/main.js', 'demo', '--exit'],
    ...how,
  });
}
