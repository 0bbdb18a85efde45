import { randomUUID } from 'node:crypto';
import { Client as McpClient, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Contender } from '../contender.ts';
import { NOOP_TOOL } from '../noop-server.ts';
import { taskQueueOf, type BenchWorker } from '../workers.ts';

export interface OwnPlace {
  address: string;
  namespace: string;
  /** The bundled workflow. */
  bundlePath: string;
  /** The MCP server. */
  url: string;
}

/** A worker with a hand-written workflow and one hand-written activity: a bare `callTool` of the MCP SDK on its own transport. */
export async function startOwnSide({ address, namespace, bundlePath, url }: OwnPlace): Promise<BenchWorker> {
  const mcp = new McpClient({ name: 'own', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await mcp.connect(new StreamableHTTPClientTransport(new URL(url)));
  const echo = async (value: string): Promise<string> => {
    const { structuredContent } = await mcp.callTool({ name: NOOP_TOOL, arguments: { value } });
    return (structuredContent as { value: string }).value;
  };
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: taskQueueOf('hand-written'),
    activities: { echo },
    workflowBundle: { codePath: bundlePath },
  });
  const finished = worker.run().finally(() => connection.close());
  return {
    async shutdown() {
      worker.shutdown();
      await finished;
      await mcp.close();
    },
  };
}

export function ownContender(client: Client): Pick<Contender, 'start'> {
  return {
    start: (steps) =>
      client.workflow.start('ownWorkflow', {
        taskQueue: taskQueueOf('hand-written'),
        workflowId: `own_${steps}/${randomUUID()}`,
        args: ['hello', steps],
      }),
  };
}
