import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { toJsonLines } from '../../../compiler/diagnostics/json-lines.ts';
import { toSarif } from '../../../compiler/diagnostics/sarif.ts';
import { pendingDefinitions, reasonOf } from '../../../project/not-compiled.ts';
import type { Project } from '../../../project/project.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { CommandError, sayJson, sayLine } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { openProject } from '../../../mains/open-project.ts';
import { countDiagnostics, printDiagnostics } from '../../../mains/print-diagnostics.ts';
import { completeCatalog } from '../../../mains/with-servers.ts';
import { countOf } from '../../render/count-of.ts';

interface Options {
  strict?: true;
  json?: true;
  sarif?: true;
  offline?: true;
}

export const addValidate: AddCommand = (program, context, end) =>
  program
    .command('validate')
    .summary('check definitions and platform.yaml')
    .description(
      'Checks definitions, platform.yaml and tools.lock.json, and prints every problem with its place. Exit code 2 on errors.',
    )
    .argument('[paths...]', 'definition files or folders (default: definitions beside platform.yaml)')
    .option('--strict', 'warnings count as errors')
    .option('--json', 'one JSON document a problem and line, on stdout')
    .option('--sarif', 'SARIF 2.1.0 on stdout')
    .option('--offline', 'never ask a server; checks that need tool schemas the lock lacks are skipped')
    .addHelpText(
      'after',
      examples(
        'sagaflow validate',
        'sagaflow validate definitions/order.yaml --strict',
        'sagaflow validate --sarif > sagaflow.sarif',
      ),
    )
    .action(async (paths: string[], options: Options) => {
      end(await validate(context, paths, options));
    });

async function validate(context: Context, paths: readonly string[], options: Options): Promise<number> {
  for (const path of paths) {
    if (!existsSync(resolve(context.cwd, path))) {
      throw new CommandError(EXIT.error, `There is no file or folder "${path}".`);
    }
  }
  const read = await openProject(context, paths);
  const project = options.offline ? read : await completeCatalog(context, read);
  const { diagnostics } = project;
  report(context, project, options);
  const isBad = options.strict ? diagnostics.length > 0 : diagnostics.some(({ severity }) => severity === 'error');
  return isBad ? EXIT.invalid : EXIT.completed;
}

function report(context: Context, project: Project, { json, sarif }: Options): void {
  const { stdout, stderr, version } = context;
  const { diagnostics, definitions, skipped, texts } = project;
  if (sarif) sayJson(stdout, toSarif(diagnostics, version));
  else if (json) stdout.write(toJsonLines(diagnostics));
  else printDiagnostics(stdout, diagnostics, texts);
  const people = sarif || json ? stderr : stdout;
  for (const sentence of skipped) sayLine(people, people.colours.dim(`Not checked: ${sentence}`));
  for (const { name, servers } of pendingDefinitions(project))
    sayLine(people, people.colours.yellow(`"${name}" is not compiled yet, because ${reasonOf(servers)}.`));
  const counted = countDiagnostics(diagnostics);
  const files = countOf(definitions.length, 'definition file');
  const { green, bold } = people.colours;
  sayLine(people, counted === '' ? green(`✓ ${files}, no problems`) : bold(`${counted} in ${files}`));
}
