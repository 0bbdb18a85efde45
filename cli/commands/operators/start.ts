import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayJson, sayLine } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import type { StartOptions } from '../../start-definition.ts';
import { callerOf } from '../../who.ts';
import { addStartOptions } from './start-options.ts';

export const addStart: AddCommand = (program, context, end) =>
  addStartOptions(program.command('start'))
    .summary("start a definition and print the execution's id")
    .description(
      'Starts a definition and prints the id of its execution. The same id with the same input again gives the same execution.',
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      examples(
        'sagaflow start order_processing_saga --input @order.json',
        `sagaflow start order_processing_saga --id o-17 --input '{"order_id": "o-17"}'`,
      ),
    )
    .action(async (name: string, options: StartOptions) => {
      await start(context, name, options);
      end(EXIT.completed);
    });

async function start(context: Context, name: string, options: StartOptions): Promise<void> {
  const { withStarted } = await import('../../start-definition.ts');
  const { stdout, stderr } = context;
  await withStarted(context, name, options, async (operations, { view, isNew }) => {
    const { id, runId } = view;
    if (options.json) sayJson(stdout, { id, runId, isNew });
    else sayLine(stdout, id);
    if (!isNew) sayLine(stderr, 'It was started before with the same input and still runs.');
    if (!(await operations.hasWorker(callerOf(context)))) sayLine(stderr, NO_WORKER);
  });
}

/** Nothing is lost: the execution begins as soon as there is one. */
export const NO_WORKER =
  'No worker is listening: the execution begins when one is started ("sagaflow worker" or "sagaflow dev").';
