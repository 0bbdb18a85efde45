import type { Client, Connection } from '@temporalio/client';
import type { Cleanup } from './cleanup.ts';
import type { ClusterOptions } from './options.ts';
import type { Api } from './processes/start-api.ts';
import type { Program } from './processes/program.ts';

/** How the proof is asked to work; every step gets it. */
export interface Desk {
  options: ClusterOptions;
  environment: Record<string, string | undefined>;
  /** The repository. */
  root: string;
  /** Logs, journals and histories. */
  folder: string;
  cleanup: Cleanup;
  signal: AbortSignal;
  say: (line: string) => void;
}

/** A Temporal cluster on PostgreSQL, and how it is reached. */
export interface Cluster {
  address: string;
  namespace: string;
  connection: Connection;
  client: Client;
}

/** The whole topology. */
export interface World extends Desk {
  cluster: Cluster;
  taskQueue: string;
  /** Journals of the sample servers. */
  samplesDir: string;
  workers: Program[];
  apis: Api[];
}
