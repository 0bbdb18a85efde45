import { z } from 'zod';
import { jsonSchema, text, toolName, serverName, flag } from '../syntax/language/scalars.ts';

export const LOCK_VERSION = 1;

const annotations = z.looseObject({
  title: text.optional(),
  readOnlyHint: flag.optional(),
  destructiveHint: flag.optional(),
  idempotentHint: flag.optional(),
  openWorldHint: flag.optional(),
});

const tool = z.strictObject({
  description: text.optional(),
  inputSchema: jsonSchema,
  outputSchema: jsonSchema.optional(),
  annotations: annotations.optional(),
  schemaHash: z.string({ error: 'a sha256' }).regex(/^sha256:[0-9a-f]{64}$/, { error: 'a sha256' }),
});

const described = { name: text.optional(), description: text.optional(), mimeType: text.optional() };

const server = z.strictObject({
  tools: z.record(toolName, tool),
  resources: z.array(z.strictObject({ uri: text, ...described })).optional(),
  resourceTemplates: z.array(z.strictObject({ uriTemplate: text, ...described })).optional(),
});

/** `tools.lock.json`: what the servers offered when `sagaflow lock` was run. */
export const lockFile = z.strictObject({
  lockVersion: z.literal(LOCK_VERSION, { error: `${LOCK_VERSION.toString()}, the only version there is` }),
  servers: z.record(serverName, server),
});
