import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayLine } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { callerOf } from '../../who.ts';

export const addCancel: AddCommand = (program, context, end) =>
  program
    .command('cancel')
    .summary('cancel an execution: what was done is undone')
    .description(
      'Asks an execution to stop. Before its point of no return everything due is undone; after it the request is shown and ignored.',
    )
    .argument('<id>', 'id of the execution')
    .addHelpText('after', examples('sagaflow cancel order_processing_saga/o-17'))
    .action(async (id: string) => {
      const { withOperations } = await import('../../../mains/with-operations.ts');
      await withOperations(context, (operations) => operations.cancel(callerOf(context), id));
      sayLine(context.stderr, `${id} is asked to cancel. Look at it with: sagaflow show ${id}`);
      end(EXIT.completed);
    });
