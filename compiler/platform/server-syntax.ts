import { z } from 'zod';
import { flag, listOf, oneOf, serverName, text, wholeNumber } from '../syntax/language/scalars.ts';
import { serverKeys } from './server-keys.ts';

/** As a text an integer has all its digits, of whatever size. */
const largeInteger = z.bigint({ error: 'a number' });

const environmentMapping = z.record(z.string(), z.union([text, z.number(), largeInteger, flag]), {
  error: 'a mapping of texts',
});

/** How a server is started or reached, in the words of MCP hosts. Which keys fit together is a rule: rules/connection. */
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

/** `mcpServers`: the form that MCP hosts use. */
export const serversByName = z.record(serverName, namedServer, { error: 'a mapping by server' });

/** `servers`: a list of the same, with words about who runs it and how it is scaled. */
export const serversInList = listOf(listedServer, 'a list of servers');

export type NamedServerSyntax = z.infer<typeof namedServer>;
export type ListedServerSyntax = z.infer<typeof listedServer>;
