import { startGuarded } from '../../../cli/temporal/guarded-process.ts';

// A process that dies in guarded-process.test.ts: starts a guarded program, prints the id of its process group, and does not clean up.
const program = startGuarded(process.execPath, ['-e', `console.log('ready'); setInterval(() => {}, 1000)`], {
  onLine: () => {
    process.stdout.write(`${String(program.pid)}\n`);
  },
});
