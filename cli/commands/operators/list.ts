import { InvalidArgumentError } from 'commander';
import type { ListedExecution } from '../../../api/operations/ports.ts';
import { EXECUTION_STATUSES, SAGA_STATES } from '../../../plan/view.ts';
import type { ExecutionView, SagaState } from '../../../plan/view.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayJson, sayLine } from '../../../mains/context.ts';
import type { Output } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { oneLine } from '../../render/values.ts';
import { table } from '../../render/table.ts';
import { callerOf } from '../../who.ts';

interface Options {
  definition?: string;
  status?: ExecutionView['status'];
  state?: SagaState;
  limit: number;
  cursor?: string;
  json?: true;
}

export const addList: AddCommand = (program, context, end) =>
  program
    .command('list')
    .summary('list executions')
    .description('Lists executions, newest first.')
    .option('--definition <name>', 'of one definition')
    .option('--status <status>', EXECUTION_STATUSES.join(', '), oneOf(EXECUTION_STATUSES))
    .option('--state <sagaState>', SAGA_STATES.join(', '), oneOf(SAGA_STATES))
    .option('--limit <number>', 'at most so many, up to 1000', limit, 50)
    .option('--cursor <cursor>', 'goes on where an earlier list ended')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      examples(
        'sagaflow list',
        'sagaflow list --state parked',
        'sagaflow list --definition order_processing_saga --status failed --json',
      ),
    )
    .action(async ({ definition, status, state, limit: count, cursor, json }: Options) => {
      const { withOperations } = await import('../../../mains/with-operations.ts');
      const query = { definition, status, sagaState: state, limit: count, cursor };
      const page = await withOperations(context, (operations) => operations.list(callerOf(context), query));
      if (json) sayJson(context.stdout, page);
      else print(context.stdout, page.executions);
      if (!json && page.cursor !== null) sayLine(context.stderr, `There are more: --cursor ${page.cursor}`);
      end(EXIT.completed);
    });

function print(output: Output, executions: readonly ListedExecution[]): void {
  if (executions.length === 0) {
    sayLine(output, 'There are none.');
    return;
  }
  const { bold, dim } = output.colours;
  const head = ['id', 'status', 'saga', 'started', 'failed step'];
  const rows = executions.map(({ id, status, sagaState, startedAt, failedStep, parkReason }) => {
    const reason =
      failedStep === null ? '' : `${failedStep}${parkReason === null ? '' : `: ${oneLine(parkReason, 100)}`}`;
    return [oneLine(id), status, sagaState, startedAt.replace('T', ' ').slice(0, 19), reason];
  });
  for (const line of table([head, ...rows], (cell, column, row) =>
    row === head ? dim(cell) : column === 0 ? bold(cell) : cell,
  )) {
    sayLine(output, line);
  }
}

function oneOf<T extends string>(allowed: readonly T[]): (value: string) => T {
  return (value) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw new InvalidArgumentError(`It is one of ${allowed.join(', ')}.`);
    return found;
  };
}

function limit(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 1_000)
    throw new InvalidArgumentError('It is a number from 1 to 1000.');
  return number;
}
