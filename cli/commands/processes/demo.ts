import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';

export const addDemo: AddCommand = (program, context, end) =>
  program
    .command('demo')
    .summary('watch an onboarding and two orders run, one of them undone')
    .description(
      'Starts everything on free ports with the sample servers, runs an onboarding and two orders (the second card is declined, so the order is undone), and shows every step live.',
    )
    .option('--exit', 'ends after the runs; the default where there is no terminal')
    .addHelpText('after', examples('sagaflow demo', 'sagaflow demo --exit'))
    .action(async ({ exit }: { exit?: true }) => {
      const { runDemo } = await import('../../demo/run-demo.ts');
      end(await runDemo(context, exit === true));
    });
