import type { Json } from '../../../plan/json.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayLine } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { readJsonOption } from '../../json-option.ts';
import { callerOf, EXECUTION_OPTION } from '../../who.ts';

export const addSignal: AddCommand = (program, context, end) =>
  program
    .command('signal')
    .summary('send a signal that a wait_for step takes')
    .description(
      'Sends a signal. It may come before the step that waits for it; each is taken once, first in first out.',
    )
    .argument('<id>', 'id of the execution')
    .argument('<name>', 'name of the signal')
    .option('--input <json>', 'its payload: JSON, @file, or - for stdin', 'null')
    .option(...EXECUTION_OPTION)
    .addHelpText('after', examples(`sagaflow signal order/o-17 goods_arrived --input '{"pieces": 3}'`))
    .action(
      async (id: string, name: string, { input, execution: executionId }: { input: string; execution?: string }) => {
        const payload = (await readJsonOption(context, '--input', input)) as Json;
        const { withOperations } = await import('../../../mains/with-operations.ts');
        await withOperations(context, (operations) =>
          operations.signal(callerOf(context), id, name, payload, { executionId }),
        );
        sayLine(context.stderr, `${id} has the signal "${name}".`);
        end(EXIT.completed);
      },
    );
