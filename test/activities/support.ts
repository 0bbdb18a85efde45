import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { onTestFinished } from 'vitest';
import { createCallTool } from '../../activities/call-tool.ts';
import { createOutputCache } from '../../activities/output-cache.ts';
import { createFederation } from '../../federation/federation.ts';
import type { FederationEvent, ServerSource } from '../../federation/federation.ts';
import type { CallRequest, CallReturn } from '../../plan/call.ts';
import type { JsonObject } from '../../plan/json.ts';

/** A call of the moody server's tool. */
export function requestOf(tool: string, args: JsonObject, more: Partial<CallRequest> = {}): CallRequest {
  return {
    method: 'tools/call',
    server: 'moody',
    tool,
    arguments: args,
    direction: 'forward',
    path: 'a',
    epoch: 0,
    key: 'k',
    compensates: null,
    repeatable: true,
    atomicErrors: false,
    schemaHash: null,
    retry: {
      maximumAttempts: null,
      isExplicit: false,
      initialIntervalMs: 1,
      backoffCoefficient: 1,
      maximumIntervalMs: 1,
      retryOn: [],
      nonRetryableErrorTypes: [],
    },
    refusalAttempts: 0,
    timeout: { attemptMs: 15_000, totalMs: 60_000, heartbeatMs: 10_000 },
    projection: null,
    freeze: null,
    cacheMs: null,
    intent: null,
    ...more,
  };
}

export interface World {
  server: ServerSource;
  log?: (event: FederationEvent) => void;
  now?: () => number;
  heartbeatDetails?: unknown;
  /** Of the attempt, as Temporal tells it. */
  info?: Partial<Info>;
}

/** One attempt of the activity against a real server: how it ended, and the details of its heartbeats. */
export async function attempt(
  { server, log = () => undefined, now = Date.now, heartbeatDetails, info }: World,
  request: CallRequest,
): Promise<{ end: CallReturn | Error; beats: unknown[] }> {
  const federation = createFederation({ servers: [server], log, now: Date.now, environment: process.env });
  onTestFinished(() => federation.close());
  // The first use starts a program; what is measured is the call.
  await federation.catalog(server.name).catch(() => undefined);
  const quiet = (): void => undefined;
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  const environment = new MockActivityEnvironment({ attempt: 1, heartbeatDetails, ...info }, { logger });
  const beats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => beats.push(details));
  const end = await environment
    .run(createCallTool({ federation, now, cache: createOutputCache(now) }), request)
    .catch((error: unknown) => error as Error);
  return { end: end as CallReturn | Error, beats };
}
