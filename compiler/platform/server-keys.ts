import { z } from 'zod';
import type { Idempotency } from '../../plan/plan.ts';
import { milliseconds } from '../syntax/duration.ts';
import { idempotencyOf } from '../syntax/idempotency.ts';
import { idempotency } from '../syntax/language/policies.ts';
import { duration, flag, listOf, oneOf, pattern, toolName } from '../syntax/language/scalars.ts';
import { auth, normaliseAuth } from './auth.ts';
import type { PlatformAuth } from './auth.ts';
import { normaliseTool, toolOverride } from './tool-overrides.ts';
import type { PlatformTool } from './tool-overrides.ts';

/**
 * Keys of a server in both forms (LANGUAGE §8), beside those that connect it. A new key stands in this file three times: as written,
 * as it is read, and between. Whoever obeys it reads it from `ServerSettings`.
 */
export const serverKeys = {
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

export type ServerKeysSyntax = z.infer<z.ZodObject<typeof serverKeys>>;

/** The same, with every default explicit. */
export interface ServerSettings {
  /** Its annotations count. */
  trusted: boolean;
  idempotency: Idempotency | null;
  atomicErrors: boolean;
  /** It refuses a forward call that arrives after its compensation (SAGAS S16). */
  lateCallsRefused: boolean;
  auth: PlatformAuth | null;
  timeoutMs: number | null;
  /** URI schemes whose resources are read here. */
  schemes: string[];
  protocol: 'auto' | 'modern' | 'legacy';
  tools: Record<string, PlatformTool>;
}

export function normaliseServerKeys(name: string, keys: ServerKeysSyntax): ServerSettings {
  return {
    trusted: keys.trusted ?? false,
    idempotency: keys.idempotency === undefined ? null : idempotencyOf(keys.idempotency),
    atomicErrors: keys.atomic_errors ?? false,
    lateCallsRefused: keys.late_calls === 'refused',
    auth: normaliseAuth(name, keys.auth),
    timeoutMs: milliseconds(keys.timeout),
    schemes: keys.schemes ?? [],
    protocol: keys.protocol ?? 'auto',
    tools: Object.fromEntries(
      Object.entries(keys.tools ?? {}).map(([tool, override]) => [tool, normaliseTool(override)]),
    ),
  };
}
