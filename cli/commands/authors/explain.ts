import { explain } from '../../../compiler/explain.ts';
import type { Explanation } from '../../../compiler/explain.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayJson, sayLine } from '../../../mains/context.ts';
import type { Output } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { openProject } from '../../../mains/open-project.ts';
import { findCompiled } from '../../find-compiled.ts';
import { table } from '../../render/table.ts';
import { completeCatalog } from '../../../mains/with-servers.ts';

export const addExplain: AddCommand = (program, context, end) =>
  program
    .command('explain')
    .summary('say what a definition means')
    .description(
      'Prints what nobody wrote: where every argument comes from and why, the defaults, what is undone in which order, what parks.',
    )
    .argument('<name>', 'name of a definition')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples('sagaflow explain order_processing_saga'))
    .action(async (name: string, { json }: { json?: true }) => {
      const project = await completeCatalog(context, await openProject(context));
      const explanation = explain({ ok: true, ...findCompiled(context, project, name) });
      if (json) sayJson(context.stdout, explanation);
      else print(context.stdout, explanation);
      end(EXIT.completed);
    });

function print(output: Output, explanation: Explanation): void {
  const { bold, dim } = output.colours;
  const { name, kind, planHash, input, bindings, defaults, compensationOrder, parks, skipped } = explanation;
  sayLine(output, `${bold(name)}  ${kind}  ${dim(planHash)}`);
  section(output, 'Input', table(input.map((row) => [row.name, row.type, row.isRequired ? 'required' : 'optional'])));
  const rows = bindings.map(({ step, tool, role, property, source, why }) => {
    const call = role === 'call' ? tool : `${tool} (${role})`;
    return [step, call, property, `← ${source}`, why];
  });
  section(
    output,
    'Where arguments come from',
    table(rows, (cell, column) => (column === 4 ? dim(cell) : cell)),
  );
  section(output, 'Defaults', table(defaults.map(({ step, says }) => [step, says])));
  const order = compensationOrder.map(({ step, tool }, index) => [`${String(index + 1)}.`, step, tool]);
  section(output, 'Undone, when the last step fails', table(order));
  section(output, 'Parks for an operator', parks);
  section(output, 'Not checked', skipped);
}

function section(output: Output, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  sayLine(output);
  sayLine(output, output.colours.bold(title));
  for (const line of lines) sayLine(output, `  ${line}`);
}
