import { graph } from '../../compiler/graph.ts';
import { examples } from '../command.ts';
import type { AddCommand } from '../command.ts';
import { CommandError, sayLine } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findCompiled, openProject } from '../open-project.ts';

export const addGraph: AddCommand = (program, context, end) =>
  program
    .command('graph')
    .summary('draw a definition')
    .description('Prints a definition as a graph: steps, what they depend on, what undoes them.')
    .argument('<name>', 'name of a definition')
    .option('--format <format>', 'mermaid or dot', 'mermaid')
    .addHelpText(
      'after',
      examples(
        'sagaflow graph order_processing_saga',
        'sagaflow graph order_processing_saga --format dot | dot -Tsvg > order.svg',
      ),
    )
    .action(async (name: string, { format }: { format: string }) => {
      if (format !== 'mermaid' && format !== 'dot') throw new CommandError(EXIT.error, refusal(format));
      const project = await openProject(context);
      sayLine(context.stdout, graph(findCompiled(context, project, name).plan, format).trimEnd());
      end(EXIT.completed);
    });

function refusal(format: string): string {
  if (format !== 'svg') return `There is no graph format "${format}". There are mermaid and dot.`;
  return 'SVG needs a layout program that is not part of Sagaflow: pipe --format dot into "dot -Tsvg", or paste --format mermaid where Mermaid is shown.';
}
