import { callsOf, stepsOf } from '../plan/walk.ts';
import type { Plan } from '../plan/plan.ts';
import type { CompiledDefinition, Project } from './project.ts';

/** A definition that has no mistake, and cannot start before its servers have said which tools they have. */
export interface Pending {
  name: string;
  /** Those that have not; empty where not even that is known. */
  servers: string[];
}

/** All of them: the worker, `validate` and `doctor` say the same. */
export function pendingDefinitions(project: Project): Pending[] {
  return [...project.plans.values()]
    .filter(({ skipped }) => skipped.length > 0)
    .map((compiled) => pendingOf(project, compiled))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Which one is missing, in a sentence that stays the same as long as nothing changes. */
export function sayPending(project: Project, compiled: CompiledDefinition): string {
  const { name, servers } = pendingOf(project, compiled);
  return `"${name}" is not compiled yet, because ${reasonOf(servers)}.`;
}

export function reasonOf(servers: readonly string[]): string {
  if (servers.length === 0) return 'not all servers have said which tools they have';
  const named = servers.map((server) => `"${server}"`).join(', ');
  return servers.length === 1
    ? `the server ${named} has not said which tools it has`
    : `the servers ${named} have not said which tools they have`;
}

function pendingOf({ catalog }: Project, { plan }: CompiledDefinition): Pending {
  const known = catalog?.servers ?? {};
  const servers = serversOf(plan).filter((server) => server !== '' && !Object.hasOwn(known, server));
  return { name: plan.name, servers: [...new Set(servers)].sort() };
}

/** Of all calls that the execution or its children can make. */
function serversOf(plan: Plan): string[] {
  return stepsOf(plan).flatMap(({ step }) => {
    if (step.kind === 'workflow') return serversOf(step.plan);
    if (step.kind === 'resource') return [step.server];
    return callsOf(step).map(({ call }) => call.server);
  });
}
