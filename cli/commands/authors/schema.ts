import { languageJsonSchema, platformJsonSchema } from '../../../compiler/json-schema.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayJson } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';

export const addSchema: AddCommand = (program, context, end) =>
  program
    .command('schema')
    .summary('print the JSON Schema of the language')
    .description('Prints the JSON Schema of definition files, for editors that complete YAML.')
    .option('--platform', 'the schema of platform.yaml instead')
    .addHelpText(
      'after',
      examples('sagaflow schema > definition.schema.json', 'sagaflow schema --platform > platform.schema.json'),
    )
    .action(({ platform }: { platform?: true }) => {
      sayJson(context.stdout, platform ? platformJsonSchema() : languageJsonSchema());
      end(EXIT.completed);
    });
