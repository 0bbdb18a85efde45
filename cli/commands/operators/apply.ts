import type { ScheduleChange } from '../../../api/operations/schedules/plan-changes.ts';
import type { Project } from '../../../project/project.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { CommandError, sayJson, sayLine } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { openProject } from '../../../mains/open-project.ts';
import { printDiagnostics } from '../../../mains/print-diagnostics.ts';
import { table } from '../../render/table.ts';
import { oneLine } from '../../render/values.ts';
import { callerOf } from '../../who.ts';
import { completeCatalog } from '../../../mains/with-servers.ts';

interface Options {
  dryRun?: true;
  json?: true;
}

export const addApply: AddCommand = (program, context, end) =>
  program
    .command('apply')
    .summary('make the schedules what the definitions say')
    .description(
      'Creates, updates and removes Temporal Schedules, so that they are what the definitions\' "schedule" says. A second time changes nothing.',
    )
    .option('--dry-run', 'only say what would be changed')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples('sagaflow apply --dry-run', 'sagaflow apply'))
    .action(async (options: Options) => {
      end(await apply(context, options));
    });

async function apply(context: Context, { dryRun, json }: Options): Promise<number> {
  const { stdout, stderr } = context;
  const project = await completeCatalog(context, await openProject(context));
  demandSound(context, project);
  const [{ withOperations }, { serveOnce }] = await Promise.all([
    import('../../../mains/with-operations.ts'),
    import('../../../mains/served-definitions.ts'),
  ]);
  const isDryRun = dryRun === true;
  const changes = await withOperations(
    context,
    (operations) => operations.applySchedules(callerOf(context), { isDryRun }),
    serveOnce(context, project),
  );
  if (json) sayJson(stdout, { isDryRun, changes });
  else print(context, changes, isDryRun);
  const problems = changes.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  for (const problem of problems) sayLine(stderr, `${stderr.colours.red('error')} ${oneLine(problem)}`);
  return problems.length === 0 ? EXIT.completed : EXIT.error;
}

/** The operation refuses a project with errors too; here is the place to show all of them, before Temporal is asked for. */
function demandSound({ stderr }: Context, { diagnostics, texts }: Project): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  printDiagnostics(stderr, errors, texts);
  throw new CommandError(EXIT.invalid, 'No schedule was changed. Correct what is printed above first.');
}

function print({ stdout }: Context, changes: readonly ScheduleChange[], isDryRun: boolean): void {
  const { green, yellow, red, dim, bold } = stdout.colours;
  const paint = { create: green, update: yellow, remove: red, none: dim };
  const rows = changes.filter(({ change }) => change !== 'none');
  const words = isDryRun ? WOULD : DONE;
  const cells = rows.map(({ definition, change, differs, problem }) => {
    const what = problem === null ? words[change] : 'not changed';
    return [SIGNS[change], definition, what, differs.join(', ')];
  });
  for (const [index, line] of table(cells, (cell, column) => (column === 1 ? bold(cell) : cell)).entries()) {
    sayLine(stdout, paint[rows[index]?.change ?? 'none'](line));
  }
  if (rows.length > 0) return;
  const count = changes.length === 1 ? 'the schedule is' : `the ${String(changes.length)} schedules are`;
  sayLine(
    stdout,
    changes.length === 0
      ? 'Nothing to do: no definition has a schedule.'
      : `Nothing to do: ${count} as the definitions say.`,
  );
}

const SIGNS = { create: '+', update: '~', remove: '-', none: ' ' };
const DONE = { create: 'created', update: 'updated', remove: 'removed', none: '' };
const WOULD = { create: 'would be created', update: 'would be updated', remove: 'would be removed', none: '' };
