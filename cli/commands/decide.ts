import { decide } from '../../api/operations/tell.ts';
import type { Json } from '../../plan/json.ts';
import { DECISION_VERBS } from '../../plan/messages.ts';
import { examples } from '../command.ts';
import type { AddCommand } from '../command.ts';
import { sayLine } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { readJsonOption } from '../json-option.ts';
import { BY_OPTION, whoDecides } from './who.ts';

interface Options {
  park?: string;
  step?: string;
  output?: string;
  reason?: string;
  by?: string;
}

export const addDecide: AddCommand = (program, context, end) =>
  program
    .command('decide')
    .summary('tell a parked execution how to go on')
    .description(
      'Tells a parked execution how to go on: retry sends the call again, skip goes on without it, compensate undoes what was done.',
    )
    .argument('<id>', 'id of the execution')
    .argument('<verb>', DECISION_VERBS.join(', '))
    .option('--park <parkId>', 'the park that is meant ("sagaflow show" prints it); only retry works without')
    .option('--step <path>', 'the parked step')
    .option('--output <json>', 'for skip: stands in for the output of the step; JSON, @file, or - for stdin')
    .option('--reason <text>', 'kept in the history')
    .option(...BY_OPTION)
    .addHelpText(
      'after',
      examples(
        'sagaflow decide order_processing_saga/o-17 retry --reason "the bank is back"',
        `sagaflow decide order_processing_saga/o-17 skip --park 0190…#1 --output '{"shipment_id": "s-1"}'`,
      ),
    )
    .action(async (id: string, verb: string, { park, step, output, reason, by }: Options) => {
      const value = output === undefined ? undefined : ((await readJsonOption(context, '--output', output)) as Json);
      const { withExecutions } = await import('../open-executions.ts');
      await withExecutions(context, (executions) =>
        decide(executions, id, verb, { parkId: park, step, reason, by: whoDecides(context, by), output: value }),
      );
      sayLine(context.stderr, `${id} takes it: ${verb}`);
      end(EXIT.completed);
    });
