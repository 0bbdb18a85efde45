import {
  CLIENT_CAPABILITIES_META_KEY,
  MissingRequiredClientCapabilityError,
  isJSONRPCRequest,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { TASKS_EXTENSION } from './tasks-extension.ts';

/**
 * The refusal of a `subscriptions/listen` for news of tasks from a client that did not declare the extension, as SEP-2663 wants it;
 * null for every other request. A client that did declare it is acknowledged without news: it polls.
 */
export function refuseUndeclaredListen(body: unknown): Response | null {
  if (!isJSONRPCRequest(body) || body.method !== 'subscriptions/listen') return null;
  const asked = FOR_TASKS.safeParse(body.params);
  if (!asked.success || asked.data._meta?.[CLIENT_CAPABILITIES_META_KEY]?.extensions?.[TASKS_EXTENSION] !== undefined) {
    return null;
  }
  const { code, message, data } = new MissingRequiredClientCapabilityError({
    requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } },
  });
  return Response.json({ jsonrpc: '2.0', id: body.id, error: { code, message, data } }, { status: 400 });
}

const FOR_TASKS = z.object({
  notifications: z.object({ taskIds: z.array(z.string()).min(1) }),
  _meta: z
    .object({
      [CLIENT_CAPABILITIES_META_KEY]: z.object({ extensions: z.record(z.string(), z.unknown()).optional() }).optional(),
    })
    .optional(),
});
