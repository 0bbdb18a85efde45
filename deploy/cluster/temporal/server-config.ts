import type { Postgres } from '../postgres/start-postgres.ts';

export const SQL_PLUGIN = 'postgres12_pgx';

const SERVICES = ['frontend', 'history', 'matching', 'worker'] as const;
/** Each service has one for gRPC and one for the ring that they find each other with. */
export const PORTS_NEEDED = 2 * SERVICES.length;

/** The configuration file of a Temporal server whose four services live in one process. `ports` has PORTS_NEEDED; the first is the frontend's. */
export function serverConfig(postgres: Postgres, ports: readonly number[], dynamicConfigFile: string) {
  const services = SERVICES.map((name, index) => {
    const [grpcPort, membershipPort] = ports.slice(2 * index, 2 * index + 2);
    return [name, { rpc: { grpcPort, membershipPort, bindOnLocalHost: true } }] as const;
  });
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: {
        default: { sql: sqlStore(postgres, 'temporal', 40) },
        visibility: { sql: sqlStore(postgres, 'temporal_visibility', 20) },
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(services),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${ports[0]}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '10s' },
  };
}

function sqlStore({ host, port, user, password }: Postgres, databaseName: string, maxConns: number) {
  const connectAddr = `${host}:${String(port)}`;
  const connection = { connectAddr, connectProtocol: 'tcp', user, password, maxConns, maxIdleConns: maxConns };
  return { pluginName: SQL_PLUGIN, databaseName, ...connection, maxConnLifetime: '1h' };
}
