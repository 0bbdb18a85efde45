import type { OperationsDeps } from '../api/operations/parts.ts';

/** What operations know of a project: its definitions, and the servers behind their tools. */
export type Served = Pick<OperationsDeps, 'definitions' | 'servers'>;

/**
 * For commands about executions, which need no project: there are no definitions and no servers. It has a file of its own, so that such
 * a command does not load what connects to servers.
 */
export const SERVE_NOTHING: Served = {
  definitions: { find: () => undefined, names: () => [], broken: () => [], onChange: () => () => undefined },
  servers: { status: () => Promise.resolve([]) },
};
