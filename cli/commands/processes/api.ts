import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';

export const addApi: AddCommand = (program, context, end) =>
  program
    .command('api')
    .summary('run REST and the MCP facade as a process of its own')
    .description(
      'Serves the definitions of this folder by REST (/v1) and as MCP tools (/mcp), for the Temporal server that TEMPORAL_ADDRESS names, until SIGTERM. Callers need an API key or a token.',
    )
    .addHelpText(
      'after',
      examples(
        "sagaflow keys new back-office --scope 'definition:*:start' --file keys.json",
        'SAGAFLOW_API_KEYS_FILE=keys.json sagaflow api',
      ),
    )
    .action(async () => {
      const { runApi } = await import('../../../mains/run-api.ts');
      end(await runApi(context));
    });
