export type SearchAttributeTypes = Record<string, 'Keyword' | 'Int' | 'Text'>;

export interface ServerArguments {
  ip: string;
  port: number;
  uiPort: number | false;
  namespace: string;
  dbFilename?: string;
  searchAttributes: SearchAttributeTypes;
}

/**
 * Measured: these take a sequential step from 100 ms to 10 ms. A dev server polls its one shard's transfer queue 20 times a second unless told
 * otherwise, so that every dispatch waits for the next tick.
 */
const SETTINGS = [
  'system.enableActivityEagerExecution=true',
  'history.transferProcessorMaxPollRPS=5000',
  'history.timerProcessorMaxPollRPS=5000',
  // A dev server reads its search attributes from the database at every start, poll and visibility record, so that new ones are seen at
  // once. Ours are there before it starts.
  'system.forceSearchAttributesCacheRefreshOnRead=false',
  // `temporal workflow pause`: experimental, and off unless said.
  'frontend.WorkflowPauseEnabled=true',
];

/** The arguments of `temporal` that start the dev server. Its HTTP and metrics ports are left to it: it takes free ones. */
export function serverArguments(options: ServerArguments): string[] {
  const { ip, port, uiPort, namespace, dbFilename } = options;
  const args = ['server', 'start-dev', '--ip', ip, '--port', String(port), '--log-level', 'error'];
  args.push(...(uiPort === false ? ['--headless'] : ['--ui-port', String(uiPort)]));
  if (namespace !== 'default') args.push('--namespace', namespace);
  if (dbFilename !== undefined) args.push('--db-filename', dbFilename);
  for (const value of SETTINGS) args.push('--dynamic-config-value', value);
  for (const [name, type] of Object.entries(options.searchAttributes)) {
    args.push('--search-attribute', `${name}=${type}`);
  }
  return args;
}
