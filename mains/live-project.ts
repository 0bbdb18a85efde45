import { projectFederation, projectSources, withLiveCatalog } from '../project/servers.ts';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import type { CompiledDefinition, Project } from '../project/project.ts';
import type { Federation, FederationEvent } from '../federation/federation.ts';
import { sayLine } from './context.ts';
import type { Context } from './context.ts';
import { openProject } from './open-project.ts';
import { countDiagnostics, printDiagnostics } from './print-diagnostics.ts';

export interface LiveProject {
  /** The last good state: a broken file keeps the plan it had. */
  project: () => Project;
  /** Serves what platform.yaml last named. */
  federation: Federation;
  /** Reads everything again, and says what has changed and what is wrong. */
  reload: () => Promise<void>;
  /** Errors of the files as they are now; what worked before keeps working. */
  problems: () => Diagnostic[];
  /** Called after plans were added, changed or removed; gives a function that ends it. */
  onChange: (listener: () => void) => () => void;
}

export interface LiveProjectOptions {
  log: (event: FederationEvent) => void;
  /** Added to the environment of stdio servers. */
  childEnvironment?: Record<string, string>;
}

/** The project of a running worker. Reads it once; what is wrong with it is printed, and the rest works. */
export async function openLiveProject(context: Context, options: LiveProjectOptions): Promise<LiveProject> {
  const { log, childEnvironment = {} } = options;
  const { environment, stderr } = context;
  const read = await openProject(context);
  const federation = projectFederation(read, environment, log, childEnvironment);
  let current = read.skipped.length === 0 ? read : await withLiveCatalog(read, federation);
  let problems = complain(context, current);
  const listeners = new Set<() => void>();

  // Nobody waits for servers that are gone: they are closed after their last call, however long it takes.
  const serve = (next: Project): void => {
    federation.setServers(projectSources(next, environment, childEnvironment)).catch((error: unknown) => {
      sayLine(stderr, `A server that platform.yaml no longer has was not closed: ${textOf(error)}`);
    });
  };
  const reload = async (): Promise<void> => {
    try {
      const next = await openProject(context);
      if (next.platform !== null) serve(next);
      const complete = next.skipped.length === 0 ? next : await withLiveCatalog(next, federation);
      const kept = keepGood(current, complete);
      const changes = sayChanges(context, current, kept);
      current = kept;
      problems = complain(context, complete);
      if (changes > 0) for (const listener of listeners) listener();
    } catch (error) {
      // A file can vanish while it is read. The next change of a file reads everything again.
      sayLine(stderr, `Not reloaded: ${textOf(error)}`);
    }
  };
  return {
    project: () => current,
    federation,
    reload,
    problems: () => problems,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Plans of files that are there but cannot be compiled now stay as they were; so does everything when platform.yaml cannot be read. */
function keepGood(before: Project, next: Project): Project {
  if (next.platform === null && before.platform !== null) return before;
  const files = new Set(next.definitions.map(({ file }) => file));
  const fresh = new Set([...next.plans.values()].map(({ file }) => file));
  const plans = new Map<string, CompiledDefinition>(next.plans);
  for (const [name, compiled] of before.plans) {
    if (files.has(compiled.file) && !fresh.has(compiled.file) && !plans.has(name)) plans.set(name, compiled);
  }
  return { ...next, plans };
}

/** Prints which definitions have changed, and returns how many. */
function sayChanges(context: Context, before: Project, after: Project): number {
  const { stdout } = context;
  let changes = 0;
  for (const [name, { planHash, file, skipped }] of after.plans) {
    const old = before.plans.get(name);
    if (old?.planHash === planHash && (old.skipped.length === 0) === (skipped.length === 0)) continue;
    const what =
      old === undefined ? 'is new' : 'has changed: executions that run keep their plan, the next one uses this';
    changes += 1;
    sayLine(stdout, `${stdout.colours.cyan('↻')} ${name} ${what} ${stdout.colours.dim(`(${file})`)}`);
  }
  for (const name of before.plans.keys()) {
    if (after.plans.has(name)) continue;
    changes += 1;
    sayLine(stdout, `${stdout.colours.cyan('↻')} ${name} is gone`);
  }
  return changes;
}

function complain(context: Context, { diagnostics, texts }: Project): Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  printDiagnostics(context.stderr, errors, texts);
  if (errors.length > 0) sayLine(context.stderr, `${countDiagnostics(errors)}: what worked before keeps working.`);
  return errors;
}
