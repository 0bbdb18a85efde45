import type { Command } from 'commander';
import { isJsonObject } from '../../../plan/json.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { factsOf, type ApprovalVerb } from '../../../plan/messages.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { CommandError, sayLine } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { readJsonOption } from '../../json-option.ts';
import { BY_OPTION, callerOf, EXECUTION_OPTION } from '../../who.ts';

interface Options {
  form?: string;
  reason?: string;
  by?: string;
  execution?: string;
}

export const addApprove: AddCommand = (program, context, end) =>
  addAnswer(program.command('approve'), 'approve', context, end)
    .summary('approve a waiting step')
    .description(`${capitalised(factsOf('approve').brief)}.`)
    .addHelpText(
      'after',
      examples(
        'sagaflow approve onboard_customer/c-9 review --by compliance',
        `sagaflow approve onboard_customer/c-9 review --form '{"limit": 500}'`,
      ),
    );

export const addReject: AddCommand = (program, context, end) =>
  addAnswer(program.command('reject'), 'reject', context, end)
    .summary('reject a waiting step')
    .description(`${capitalised(factsOf('reject').brief)}; the step then fails, unless it says on_reject: continue.`)
    .addHelpText('after', examples('sagaflow reject onboard_customer/c-9 review --reason "no proof of address"'));

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function addAnswer(command: Command, verb: ApprovalVerb, context: Context, end: (exitCode: number) => void): Command {
  return command
    .argument('<id>', 'id of the execution')
    .argument('<step>', 'the approval step')
    .option('--form <json>', 'what the form asks for: JSON, @file, or - for stdin')
    .option('--reason <text>', 'kept in the history')
    .option(...EXECUTION_OPTION)
    .option(...BY_OPTION)
    .action(async (id: string, step: string, { form, reason, by, execution: executionId }: Options) => {
      const filled = form === undefined ? undefined : await readForm(context, form);
      const approved = verb === 'approve';
      const { withOperations } = await import('../../../mains/with-operations.ts');
      await withOperations(context, (operations) =>
        operations.approve(callerOf(context, by), id, step, { approved, form: filled, reason, executionId }),
      );
      sayLine(context.stderr, `${id} takes it: ${verb} ${step}`);
      end(EXIT.completed);
    });
}

async function readForm(context: Context, form: string): Promise<JsonObject> {
  const value = await readJsonOption(context, '--form', form);
  if (!isJsonObject(value)) throw new CommandError(EXIT.invalid, '--form is not a JSON object.');
  return value;
}
