import type { WhereWhole } from '../../operations/data/add-data.ts';

/** The path of the request that gives a value uncut, from the same run. */
export function whereWhole({ id, runId }: { id: string; runId: string }): WhereWhole {
  const execution = `/v1/executions/${encodeURIComponent(id)}`;
  return (path) => {
    const value = path === null ? 'input' : `steps/${encodeURIComponent(path)}`;
    return `${execution}/${value}?runId=${runId}`;
  };
}
