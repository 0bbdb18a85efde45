import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayJson } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { printEnding } from '../../render/ending.ts';
import { printSteps } from '../../render/view-table.ts';
import { callerOf } from '../../who.ts';

export const addShow: AddCommand = (program, context, end) =>
  program
    .command('show')
    .summary('show an execution: steps, failure, what it waits for')
    .description('Shows an execution, running or over, from its history: no worker is needed.')
    .argument('<id>', 'id of the execution')
    .option('--run <runId>', 'an earlier run of the same id')
    .option('--json', 'the execution view as one JSON document on stdout')
    .addHelpText(
      'after',
      examples('sagaflow show order_processing_saga/o-17', 'sagaflow show order_processing_saga/o-17 --json'),
    )
    .action(async (id: string, { run, json }: { run?: string; json?: true }) => {
      const { withOperations } = await import('../../../mains/with-operations.ts');
      const view = await withOperations(context, (operations) => operations.get(callerOf(context), id, run));
      const { stdout } = context;
      if (json) sayJson(stdout, view);
      else {
        printSteps(stdout, view);
        printEnding(stdout, view);
      }
      end(EXIT.completed);
    });
