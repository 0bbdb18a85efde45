import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import type { DevOptions } from '../../dev/run-dev.ts';
import { port } from './port.ts';

export const addDev: AddCommand = (program, context, end) =>
  program
    .command('dev')
    .summary('run everything here: Temporal, its UI, a worker')
    .description(
      'Runs a Temporal server with its UI and a worker in one process, and reads definitions and platform.yaml again when they change.',
    )
    .option('--port <port>', 'port of Temporal; the next free one when it is taken', port, 7233)
    .option('--ui-port <port>', "port of Temporal's web UI; the next free one when it is taken", port, 8233)
    .option('--db <file>', 'keeps executions in this file (slower); default: in memory')
    .addHelpText('after', examples('sagaflow dev', 'sagaflow dev --db .sagaflow/temporal.db'))
    .action(async (options: DevOptions) => {
      const { runDev } = await import('../../dev/run-dev.ts');
      end(await runDev(context, options));
    });
