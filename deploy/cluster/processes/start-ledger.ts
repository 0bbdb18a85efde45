import { join } from 'node:path';
import { findFreePort } from '../../../cli/temporal/free-port.ts';
import type { Desk } from '../world.ts';
import { startProgram } from './program.ts';

/** The campaign's ledger, which writes down every effect; gives its address. */
export async function startLedger({ root, folder, environment, cleanup, say }: Desk): Promise<string> {
  const port = String(await findFreePort('127.0.0.1', 0));
  const program = startProgram({
    name: 'The ledger',
    command: process.execPath,
    args: ['--import', 'tsx', join(root, 'test/campaign/ledger/main.ts'), join(folder, 'ledger.jsonl'), port],
    cwd: root,
    environment,
    logFile: join(folder, 'ledger.log'),
  });
  cleanup.add(() => program.stop());
  await program.said('ledger is ready');
  say(`The ledger keeps its books at 127.0.0.1:${port}`);
  return `http://127.0.0.1:${port}`;
}
