import { McpServer } from '@modelcontextprotocol/server';
import type { ProtocolEra, ServerContext } from '@modelcontextprotocol/server';
import type { Caller } from '../../operations/caller.ts';
import { questionOf } from '../approvals/question-state.ts';
import type { Question } from '../approvals/question-state.ts';
import { INSTRUCTIONS } from '../instructions.ts';
import type { FacadeParts } from '../parts.ts';
import { serveResources } from '../resources/serve-resources.ts';
import { serveTasks } from '../tasks/serve-tasks.ts';
import { TASKS_EXTENSION } from '../tasks/tasks-extension.ts';
import { callTool } from '../tools/call-tool.ts';
import { exactly } from './exact.ts';
import { callerOf, readIncoming } from './incoming.ts';
import type { Incoming } from './incoming.ts';
import { refuseCursor } from './one-page.ts';

export type ProtocolServer = McpServer['server'];

/**
 * The protocol side of one request, session or stdio connection. Handlers are set on the low level: the high-level one would build
 * and validate every tool anew each time. `local` is the caller where requests carry none (stdio).
 */
export function createProtocolServer(parts: FacadeParts, { era, local }: Served): ProtocolServer {
  const { server } = new McpServer(
    { name: 'sagaflow', title: 'Sagaflow', version: parts.version },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true },
        ...(era === 'modern' ? { extensions: { [TASKS_EXTENSION]: {} } } : {}),
      },
      instructions: INSTRUCTIONS,
      // We ask legacy clients ourselves: whoever is not answered still gets the handle.
      inputRequired: { legacyShim: false },
      requestState: { verify: (text, context) => questionOf(parts.seal, callerOf(context, local), text) },
    },
  );
  const receiving = { local, askMs: parts.settings.questionTtlMs };
  const read = (context: ServerContext): Incoming => readIncoming(context, server, receiving);
  server.setRequestHandler(
    'tools/list',
    exactly(({ params }, context) => {
      refuseCursor(params?.cursor);
      return { tools: parts.tools.list(callerOf(context, local)) };
    }),
  );
  server.setRequestHandler(
    'tools/call',
    exactly(({ params }, context) => callTool(parts, params, context.mcpReq.requestState<Question>(), read(context))),
  );
  serveResources(server, parts, (context) => callerOf(context, local));
  serveTasks(server, parts, read);
  return server;
}

export interface Served {
  era: ProtocolEra;
  local: Caller | null;
}
