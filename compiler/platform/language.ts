import { z } from 'zod';
import {
  classification,
  duration,
  flag,
  json,
  jsonSchema,
  listOf,
  oneOf,
  pattern,
  serverName,
  text,
  toolName,
  wholeNumber,
} from '../syntax/language/scalars.ts';
import { idempotency } from '../syntax/language/policies.ts';
import { orchestrationSyntax } from '../syntax/language.ts';

const toolOverride = z.strictObject({
  output_schema: jsonSchema.optional().describe('JSON Schema of its result, for a tool that declares none.'),
  effect: oneOf(['none']).optional().describe('The tool only reads.'),
  idempotency: idempotency.optional(),
  atomic_errors: flag.optional().describe("The tool's error means that nothing happened."),
  timeout: duration.optional().describe('Time for one attempt.'),
  classification: classification.optional().describe('Classification of its output.'),
});

const reference = pattern(/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/, 'a reference to a variable: ${NAME}');

const auth = z
  .union([
    oneOf(['token', 'bot-token', 'oauth']),
    z.strictObject({
      type: oneOf(['token', 'bot-token', 'oauth']).describe('Kind of credential.'),
      token: reference.optional().describe('Default: ${<NAME>_TOKEN}, for bot-token ${<NAME>_BOT_TOKEN}.'),
      client_id: reference.optional().describe('Default: ${<NAME>_CLIENT_ID}.'),
      client_secret: reference.optional().describe('Default: ${<NAME>_CLIENT_SECRET}.'),
    }),
  ])
  .meta({ title: 'Authentication', description: 'Where the credential comes from.' });

const environmentMapping = z.record(z.string(), z.union([text, z.number(), flag]), { error: 'a mapping of texts' });

/** Keys of a server in both forms (LANGUAGE §8). */
const serverKeys = {
  trusted: flag.optional().describe("The tools' annotations count."),
  idempotency: idempotency.optional(),
  atomic_errors: flag.optional().describe("A tool's error means that nothing happened."),
  late_calls: oneOf(['refused']).optional().describe('A forward call that arrives after its compensation is refused.'),
  auth: auth.optional(),
  timeout: duration.optional().describe('Time for one attempt.'),
  schemes: listOf(pattern(/^[a-z][a-z0-9+.-]*$/, 'a URI scheme, without ://'), 'a list of URI schemes')
    .optional()
    .describe('URI schemes of the resources that it serves.'),
  protocol: oneOf(['auto', 'modern', 'legacy']).optional().describe('Era of the protocol. Default: auto.'),
  tools: z
    .record(toolName, toolOverride, { error: 'a mapping by tool' })
    .optional()
    .describe('Overrides for tools that others wrote.'),
};

/** How a server is started or reached, in the words of 000 and 002. Which of them fit together is a rule of its own. */
const connectionKeys = {
  command: text.optional().describe('Program of a stdio server.'),
  args: listOf(text, 'a list of texts').optional().describe('Arguments of the program; may hold ${NAME}.'),
  env: environmentMapping.optional().describe('Its environment; values may be ${NAME}.'),
  transport: oneOf(['stdio', 'http', 'streamable-http', 'sse'])
    .optional()
    .describe('Default: stdio with a command, http with a URL.'),
  url: text.optional().describe('Where the server is reached; may hold ${NAME}.'),
  headers: environmentMapping.optional().describe('Sent with every request; values may hold ${NAME}.'),
};

const namedServer = z.strictObject({ ...connectionKeys, ...serverKeys });

const listedServer = z.strictObject({
  name: serverName.describe('Name of the server in definitions.'),
  type: oneOf(['external', 'internal']).optional().describe('Who runs it; for readers.'),
  endpoint: text.optional().describe('URL of the server.'),
  priority: oneOf(['low', 'medium', 'high', 'critical']).optional().describe('Not in force yet.'),
  replicas: wholeNumber(1, 10_000).optional().describe('Not in force yet.'),
  autoScale: z
    .strictObject({
      min: wholeNumber(0, 10_000).optional().describe('Fewest instances.'),
      max: wholeNumber(1, 10_000).optional().describe('Most instances.'),
      targetCPU: z.union([text, z.number()]).optional().describe('Load to aim at.'),
    })
    .optional()
    .describe('Not in force yet.'),
  ...connectionKeys,
  ...serverKeys,
});

const block = z.record(z.string(), json, { error: 'a mapping' }).describe('Recognised, not in force yet.');

/** Recognised, not enforced yet. Each is one block of the seeds. */
export const LATER_BLOCKS = [
  'federation_config',
  'event_driven_config',
  'zero_trust_config',
  'progressive_auth',
  'data_routing',
  'circuit_breaker_config',
  'bulkhead_config',
  'health_monitoring',
  'caching_strategy',
  'connection_pooling',
  'batch_processing',
  'tracing_config',
  'metrics_config',
  'logging_config',
  'integration_tests',
  'chaos_experiments',
] as const;

const laterBlocks = Object.fromEntries(LATER_BLOCKS.map((key) => [key, block.optional()])) as Record<
  (typeof LATER_BLOCKS)[number],
  z.ZodOptional<typeof block>
>;

export const platformFile = z
  .strictObject({
    version: z.literal(['1.0', 1, '1'], { error: '"1.0"' }).optional().describe('Of this form of the file: 1.0.'),
    mcpServers: z
      .record(serverName, namedServer, { error: 'a mapping by server' })
      .optional()
      .describe('The servers, by name.'),
    servers: listOf(listedServer, 'a list of servers').optional().describe('The servers, as a list.'),
    orchestration: orchestrationSyntax.optional(),
    ...laterBlocks,
  })
  .meta({ title: 'Sagaflow platform', description: 'The servers and policies that definitions run on.' });

export type PlatformFileSyntax = z.infer<typeof platformFile>;
export type NamedServerSyntax = z.infer<typeof namedServer>;
export type ListedServerSyntax = z.infer<typeof listedServer>;
export type ToolOverrideSyntax = z.infer<typeof toolOverride>;
