import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';

export const addWorker: AddCommand = (program, context, end) =>
  program
    .command('worker')
    .summary('run the worker as a process of its own')
    .description(
      'Runs the definitions and servers of this folder for the Temporal server that TEMPORAL_ADDRESS names, until SIGTERM.',
    )
    .addHelpText(
      'after',
      examples('sagaflow worker', 'TEMPORAL_ADDRESS=temporal:7233 SAGAFLOW_TASK_QUEUE=orders sagaflow worker'),
    )
    .action(async () => {
      const { runWorker } = await import('../../../mains/run-worker.ts');
      end(await runWorker(context));
    });
