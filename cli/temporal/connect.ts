import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { TemporalUnreachable } from './errors.ts';

export interface ConnectOptions {
  environment: Record<string, string | undefined>;
  /** A server that we started ourselves; without it the environment and Temporal's configuration file say where. */
  server?: { address: string; namespace: string };
}

export interface TemporalTarget {
  /** For `Connection.connect` and the worker's `NativeConnection.connect`. */
  connectionOptions: ClientConnectConfig['connectionOptions'] & { address: string };
  namespace: string;
}

const ANSWER_WITHIN_MS = 4_000;
/** gRPC doubles its pauses up to two minutes: so long after an outage nobody would be served. */
const RECONNECT_WITHIN_MS = 2_000;
const GRPC_NOT_FOUND = 5;
const REMEDY = 'Start one with "sagaflow dev", or set TEMPORAL_ADDRESS to a running server.';

/** Where Temporal is, from TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_* and Temporal's configuration file. */
function temporalTarget(options: ConnectOptions): TemporalTarget {
  if (options.server !== undefined) {
    const { address, namespace } = options.server;
    return { connectionOptions: { address }, namespace };
  }
  const { connectionOptions, namespace } = loadConfig(options.environment);
  const { address = 'localhost:7233' } = connectionOptions;
  return { connectionOptions: { ...connectionOptions, address }, namespace: namespace ?? 'default' };
}

/**
 * Connects to Temporal and asks for the namespace. Throws TemporalUnreachable within a few seconds when either does not answer.
 */
export async function connectTemporal(options: ConnectOptions): Promise<TemporalTarget & { connection: Connection }> {
  const target = temporalTarget(options);
  const connection = await connect(target);
  const refusal = await checkNamespace(connection, target);
  if (refusal === undefined) return { ...target, connection };
  await connection.close();
  throw refusal;
}

function loadConfig(environment: ConnectOptions['environment']): ClientConnectConfig {
  const overrideEnvVars: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined) overrideEnvVars[name] = value;
  }
  try {
    return loadClientConnectConfig({ overrideEnvVars });
  } catch (cause) {
    throw new TemporalUnreachable(`The configuration of the Temporal client cannot be read: ${reasonOf(cause)}.`, {
      cause,
    });
  }
}

async function connect({ connectionOptions }: TemporalTarget): Promise<Connection> {
  const { address, tls, apiKey, metadata } = connectionOptions;
  try {
    return await Connection.connect({
      address,
      tls,
      apiKey,
      metadata,
      connectTimeout: ANSWER_WITHIN_MS,
      channelArgs: { 'grpc.max_reconnect_backoff_ms': RECONNECT_WITHIN_MS },
    });
  } catch (cause) {
    const message = `Temporal at "${address}" does not answer (${reasonOf(cause)}). ${REMEDY}`;
    throw new TemporalUnreachable(message, { cause });
  }
}

async function checkNamespace(
  connection: Connection,
  { connectionOptions: { address }, namespace }: TemporalTarget,
): Promise<TemporalUnreachable | undefined> {
  try {
    await connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return undefined;
  } catch (cause) {
    // Anything else (no permission to describe it, say) does not tell that it cannot be used.
    if (!(cause instanceof Error && 'code' in cause && cause.code === GRPC_NOT_FOUND)) return undefined;
    const message = `Temporal at "${address}" has no namespace "${namespace}". Create it, or set TEMPORAL_NAMESPACE.`;
    return new TemporalUnreachable(message, { cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
