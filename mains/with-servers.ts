import type { Federation, FederationEvent } from '../federation/federation.ts';
import { projectFederation, withLiveCatalog } from '../project/servers.ts';
import type { Project } from '../project/project.ts';
import type { Context } from './context.ts';

/** Runs `work` with the project's servers and ends their sessions and processes afterwards. */
export async function withServers<T>(
  context: Context,
  project: Project,
  work: (federation: Federation) => Promise<T>,
  log: (event: FederationEvent) => void = () => undefined,
): Promise<T> {
  const federation = projectFederation(project, context.environment, log);
  try {
    return await work(federation);
  } finally {
    await federation.close();
  }
}

/** The project, compiled against live servers where the lock says nothing about tools that it uses. */
export async function completeCatalog(context: Context, project: Project): Promise<Project> {
  if (project.skipped.length === 0) return project;
  return withServers(context, project, (federation) => withLiveCatalog(project, federation));
}
