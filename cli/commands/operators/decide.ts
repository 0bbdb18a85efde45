import { isJsonObject } from '../../../plan/json.ts';
import type { Json, JsonObject } from '../../../plan/json.ts';
import { DECISION_VERBS, factsOf, takersOf } from '../../../plan/messages.ts';
import type { Decision } from '../../../plan/messages.ts';
import type { RoutedDecision } from '../../../api/operations/messages/decide.ts';
import { InvalidArgumentError } from 'commander';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { CommandError, sayLine } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { readJsonOption } from '../../json-option.ts';
import { BY_OPTION, callerOf, EXECUTION_OPTION } from '../../who.ts';

interface Options {
  park?: string;
  execution?: string;
  step?: string;
  arguments?: string;
  output?: string;
  happened?: boolean;
  evidence?: string;
  reason?: string;
  by?: string;
}

export const addDecide: AddCommand = (program, context, end) =>
  program
    .command('decide')
    .summary('tell a parked execution how to go on')
    .description(
      [
        'Tells a parked execution how to go on. "sagaflow show" prints which verbs its parks take, and what each would do there:',
        `${DECISION_VERBS.map((verb) => `${verb} ${factsOf(verb).brief}`).join('; ')}.`,
      ].join(' '),
    )
    .argument('<id>', 'id of the execution')
    .argument('<verb>', DECISION_VERBS.join(', '))
    .option('--park <parkId>', 'the park that is meant ("sagaflow show" prints it); may be left out while one is open')
    .option('--step <path>', 'the parked step')
    .option(...EXECUTION_OPTION)
    .option('--arguments <json>', `${forVerbs('arguments')}: all arguments of the call; JSON, @file, or - for stdin`)
    .option('--happened <true|false>', `${forVerbs('happened')}: whether the call happened`, bool)
    .option(
      '--output <json>',
      `${forVerbs('output')}: stands in for what the call answers, or for the output of the step; JSON, @file, or - for stdin`,
    )
    .option('--evidence <text>', `${forVerbs('evidence')}: how you know; kept in the history`)
    .option('--reason <text>', 'kept in the history')
    .option(...BY_OPTION)
    .addHelpText(
      'after',
      examples(
        'sagaflow decide order_processing_saga/o-17 retry --reason "the bank is back"',
        `sagaflow decide order_processing_saga/o-17 retry_with --park '0190…#1@…' --arguments '{"amount": 12, "currency": "EUR"}'`,
        `sagaflow decide order_processing_saga/o-17 resolve_unknown --park '0190…#1@…' --happened true --output '{"charge_id": "c-9"}' --evidence "seen at the bank"`,
        `sagaflow decide order_processing_saga/o-17 mark_compensated --park '0190…#1@…' --evidence "refunded by hand, 4711"`,
        `sagaflow decide order_processing_saga/o-17 skip --park '0190…#1@…' --output '{"shipment_id": "s-1"}'`,
      ),
    )
    .action(async (id: string, verb: string, options: Options) => {
      const decision = await decisionOf(context, options);
      const { withOperations } = await import('../../../mains/with-operations.ts');
      const caller = callerOf(context, options.by);
      await withOperations(context, (operations) => operations.decide(caller, id, verb, decision));
      sayLine(context.stderr, `${id} takes it: ${verb}`);
      end(EXIT.completed);
    });

function forVerbs(field: keyof Decision): string {
  return `for ${takersOf(field).join(' and ')}`;
}

async function decisionOf(context: Context, options: Options): Promise<RoutedDecision> {
  const { park, step, reason, happened, evidence } = options;
  return {
    parkId: park,
    executionId: options.execution,
    step,
    reason,
    arguments: options.arguments === undefined ? undefined : await readArguments(context, options.arguments),
    output: options.output === undefined ? undefined : await readJson(context, '--output', options.output),
    happened,
    evidence,
  };
}

async function readArguments(context: Context, text: string): Promise<JsonObject> {
  const value = await readJson(context, '--arguments', text);
  if (!isJsonObject(value)) throw new CommandError(EXIT.invalid, '--arguments is not a JSON object.');
  return value;
}

async function readJson(context: Context, option: string, text: string): Promise<Json> {
  return (await readJsonOption(context, option, text)) as Json;
}

function bool(value: string): boolean {
  if (value !== 'true' && value !== 'false') throw new InvalidArgumentError('It is true or false.');
  return value === 'true';
}
