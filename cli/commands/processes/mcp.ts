import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';

export const addMcp: AddCommand = (program, context, end) =>
  program
    .command('mcp')
    .summary('offer the definitions as MCP tools over stdio')
    .description(
      'Speaks MCP on stdin and stdout: one tool a definition. For hosts that start their servers themselves; needs a Temporal server and a worker, as TEMPORAL_ADDRESS says.',
    )
    .addHelpText('after', examples('TEMPORAL_ADDRESS=127.0.0.1:7233 sagaflow mcp'))
    .action(async () => {
      const { runMcp } = await import('../../../mains/run-mcp.ts');
      end(await runMcp(context));
    });
