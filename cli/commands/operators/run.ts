import type { Operations } from '../../../api/operations/operations.ts';
import type { ExecutionChange } from '../../../api/operations/ports.ts';
import type { Started } from '../../../api/operations/start/start.ts';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { shortNotice } from '../../../plan/view/fold.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayLine } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { EXIT, exitCodeOf } from '../../../mains/exit-codes.ts';
import { followToEnd, liveLines } from '../../follow.ts';
import type { FollowOptions } from '../../follow.ts';
import { printEnding } from '../../render/ending.ts';
import type { StartOptions } from '../../start-definition.ts';
import { callerOf } from '../../who.ts';
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
  const { withStarted } = await import('../../start-definition.ts');
  return withStarted(context, name, options, async (operations, started) => {
    await sayStarted(context, operations, started, options);
    const { id, runId } = started.view;
    const { signal } = context;
    const view = await follow(context, { operations, caller: callerOf(context), id, runId, signal }, options);
    if (view === null) {
      sayLine(context.stderr, `Not followed any longer; it goes on. Look at it with: sagaflow show ${id}`);
      return EXIT.interrupted;
    }
    return exitCodeOf(view);
  });
}

async function sayStarted(
  context: Context,
  operations: Operations,
  { view, isNew }: Started,
  { json }: StartOptions,
): Promise<void> {
  const people = json ? context.stderr : context.stdout;
  sayLine(people, people.colours.bold(view.id));
  if (!isNew) sayLine(people, 'It was started before with the same input and still runs.');
  if (!(await operations.hasWorker(callerOf(context)))) sayLine(context.stderr, NO_WORKER);
}

async function follow(
  { stdout }: Context,
  followed: Omit<FollowOptions, 'onChange'>,
  { json }: StartOptions,
): Promise<ExecutionView | null> {
  if (json) {
    const onChange = (change: ExecutionChange): void => {
      const line = stepLine(change);
      if (line !== null) sayLine(stdout, stringifyJson(line));
    };
    const view = await followToEnd({ ...followed, onChange });
    if (view !== null) sayLine(stdout, stringifyJson({ event: 'end', view }));
    return view;
  }
  const lines = liveLines(stdout);
  try {
    const view = await followToEnd({ ...followed, onChange: lines.onChange });
    lines.end();
    if (view !== null) printEnding(stdout, view);
    return view;
  } finally {
    lines.end();
  }
}

/** One `step` event a change, as the REST interface sends them. */
function stepLine({ cursor, event, step, head }: ExecutionChange) {
  const isNotice = event.type === 'notice';
  if (!isNotice && !('path' in event)) return null;
  return {
    id: cursor,
    event: 'step',
    change: event.type,
    ...(step === null ? {} : { step }),
    ...(isNotice ? { notice: event.notice, message: shortNotice(event.message) } : {}),
    sagaState: head.sagaState,
  };
}
