/** Our environment without what would lead to somebody else's Temporal, project or keys. */
export function quietEnvironment(environment: Record<string, string | undefined>): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(
    ([name]) => KEPT.has(name) || !/^(?:SAGAFLOW|TEMPORAL|MCP)_/.test(name),
  );
  return Object.fromEntries(kept);
}

const KEPT = new Set(['SAGAFLOW_CACHE_DIR', 'TEMPORAL_CLI_PATH']);
