import { graph } from '../../../compiler/graph.ts';
import type { Plan } from '../../../plan/plan.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { CommandError, sayLine } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { openProject } from '../../../mains/open-project.ts';
import { findCompiled } from '../../find-compiled.ts';

export const addGraph: AddCommand = (program, context, end) =>
  program
    .command('graph')
    .summary('draw a definition')
    .description('Prints a definition as a graph: steps, what they depend on, what undoes them.')
    .argument('<name>', 'name of a definition')
    .option('--format <format>', 'mermaid, dot or svg', 'mermaid')
    .addHelpText(
      'after',
      examples('sagaflow graph order_processing_saga', 'sagaflow graph order_processing_saga --format svg > order.svg'),
    )
    .action(async (name: string, { format }: { format: string }) => {
      if (!isFormat(format)) {
        throw new CommandError(EXIT.error, `There is no graph format "${format}". There are ${FORMATS.join(', ')}.`);
      }
      const project = await openProject(context);
      const drawn = await draw(findCompiled(context, project, name).plan, format);
      sayLine(context.stdout, drawn.trimEnd());
      end(EXIT.completed);
    });

const FORMATS = ['mermaid', 'dot', 'svg'] as const;
type Format = (typeof FORMATS)[number];

function isFormat(format: string): format is Format {
  return (FORMATS as readonly string[]).includes(format);
}

async function draw(plan: Plan, format: Format): Promise<string> {
  if (format !== 'svg') return graph(plan, format);
  // Loaded when it is needed: Graphviz is a megabyte of WebAssembly.
  const { instance } = await import('@viz-js/viz');
  return (await instance()).renderString(graph(plan, 'dot'), { format: 'svg' });
}
