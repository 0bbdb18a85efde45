import type { Executions, ExecutionChange } from '../../../api/operations/ports.ts';
import type { StartedExecution } from '../../../api/operations/start.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayLine } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { EXIT, exitCodeOf } from '../../../mains/exit-codes.ts';
import { followToEnd, liveLines } from '../../follow.ts';
import { printEnding } from '../../render/ending.ts';
import type { StartOptions } from '../../start-definition.ts';
import { addStartOptions } from './start-options.ts';
import { NO_WORKER } from './start.ts';

export const addRun: AddCommand = (program, context, end) =>
  addStartOptions(program.command('run'))
    .summary('start a definition and follow it to its end')
    .description('Starts a definition and shows a line a step, then its output, or why it failed and what was undone.')
    .option('--json', 'JSON Lines on stdout: a "step" event a change, "end" with the view at last')
    .addHelpText(
      'after',
      examples(
        'sagaflow run order_processing_saga --input @order.json',
        'sagaflow run customer_360 --input - --json < customer.json',
      ),
    )
    .action(async (name: string, options: StartOptions) => {
      end(await run(context, name, options));
    });

async function run(context: Context, name: string, options: StartOptions): Promise<number> {
  const [{ prepareStart }, { withExecutions }] = await Promise.all([
    import('../../start-definition.ts'),
    import('../../../mains/open-executions.ts'),
  ]);
  const prepared = await prepareStart(context, name, options);
  return withExecutions(context, async (executions) => {
    const started = await prepared(executions);
    await sayStarted(context, executions, started, options);
    const view = await follow(context, executions, started, options);
    if (view === null) {
      sayLine(context.stderr, `Not followed any longer; it goes on. Look at it with: sagaflow show ${started.id}`);
      return EXIT.interrupted;
    }
    return exitCodeOf(view);
  });
}

async function sayStarted(
  context: Context,
  executions: Executions,
  { id, isNew }: StartedExecution,
  { json }: StartOptions,
): Promise<void> {
  const people = json ? context.stderr : context.stdout;
  sayLine(people, people.colours.bold(id));
  if (!isNew) sayLine(people, 'It was started before with the same input and still runs.');
  if (!(await executions.hasWorker())) sayLine(context.stderr, NO_WORKER);
}

async function follow(
  context: Context,
  executions: Executions,
  { id, runId }: StartedExecution,
  { json }: StartOptions,
): Promise<ExecutionView | null> {
  const { stdout, signal } = context;
  if (json) {
    const onChange = (change: ExecutionChange): void => {
      const line = stepLine(change);
      if (line !== null) sayLine(stdout, JSON.stringify(line));
    };
    const view = await followToEnd({ executions, id, runId, signal, onChange });
    if (view !== null) sayLine(stdout, JSON.stringify({ event: 'end', view }));
    return view;
  }
  const lines = liveLines(stdout);
  try {
    const view = await followToEnd({ executions, id, runId, signal, onChange: lines.onChange });
    lines.end();
    if (view !== null) printEnding(stdout, view);
    return view;
  } finally {
    lines.end();
  }
}

/** One `step` event a change, as the REST interface sends them. */
function stepLine({ cursor, event, step, head }: ExecutionChange) {
  if (!('path' in event) || event.path === null) return null;
  return {
    id: cursor,
    event: 'step',
    change: event.type,
    ...(step === null ? {} : { step }),
    sagaState: head.sagaState,
  };
}
