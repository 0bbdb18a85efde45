import { EXIT } from '../../../mains/exit-codes.ts';
import { CommandError, sayJson } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import type { Operations } from '../../../api/operations/operations.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { printInput, printStepData } from '../../render/data.ts';
import { printEnding } from '../../render/ending.ts';
import { printSteps } from '../../render/view-table.ts';
import { callerOf } from '../../who.ts';
import { showWithData } from './show-data.ts';

interface Options {
  run?: string;
  data?: true;
  step?: string;
  input?: true;
  json?: true;
}

export const addShow: AddCommand = (program, context, end) =>
  program
    .command('show')
    .summary('show an execution: steps, failure, what it waits for')
    .description('Shows an execution, running or over, from its history: no worker is needed.')
    .argument('<id>', 'id of the execution')
    .option('--run <runId>', 'an earlier run of the same id')
    .option('--data', "also the input, and each step's arguments and output; large ones are cut")
    .option('--step <path>', 'only the arguments and the output of one step, uncut')
    .option('--input', 'only the input, uncut')
    .option('--json', 'one JSON document on stdout: the execution view, or the data')
    .addHelpText(
      'after',
      examples(
        'sagaflow show order_processing_saga/o-17',
        'sagaflow show order_processing_saga/o-17 --json',
        'sagaflow show order_processing_saga/o-17 --data',
        'sagaflow show order_processing_saga/o-17 --step charge_payment',
      ),
    )
    .action(async (id: string, options: Options) => {
      demandOne(options);
      const { withOperations } = await import('../../../mains/with-operations.ts');
      await withOperations(context, (operations) => show(context, operations, id, options));
      end(EXIT.completed);
    });

function demandOne({ data, step, input }: Options): void {
  const given = [data && '--data', step !== undefined && '--step', input && '--input'].filter(Boolean);
  if (given.length < 2) return;
  throw new CommandError(EXIT.error, `${given.join(' and ')} show different things: give one of them.`);
}

async function show(context: Context, operations: Operations, id: string, options: Options): Promise<void> {
  const { run, data, step, input, json } = options;
  const { stdout } = context;
  const caller = callerOf(context);
  if (step !== undefined) {
    const values = await operations.stepData(caller, id, step, run);
    if (json) sayJson(stdout, values);
    else printStepData(stdout, values);
    return;
  }
  if (input) {
    const values = await operations.input(caller, id, run);
    if (json) sayJson(stdout, values);
    else printInput(stdout, values);
    return;
  }
  const view = await operations.get(caller, id, run);
  if (data) await showWithData(context, operations, view, json === true);
  else if (json) sayJson(stdout, view);
  else {
    printSteps(stdout, view);
    printEnding(stdout, view);
  }
}
