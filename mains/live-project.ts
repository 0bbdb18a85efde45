import { projectFederation, projectSources, withLiveCatalog } from '../project/servers.ts';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import { pendingDefinitions, reasonOf } from '../project/not-compiled.ts';
import type { CompiledDefinition, Project } from '../project/project.ts';
import type { Federation, FederationEvent } from '../federation/federation.ts';
import { sayLine } from './context.ts';
import type { Context } from './context.ts';
import { lookAgain } from './look-again.ts';
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
  /** Looks for nothing any more, and ends the sessions with the servers. */
  close: () => Promise<void>;
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
  const take = (next: Project): void => {
    const kept = keepGood(current, next);
    const changes = sayChanges(context, current, kept);
    current = kept;
    problems = complain(context, next);
    sayWhatIsPending(context, current);
    if (changes > 0) for (const listener of listeners) listener();
  };
  // One after the other: a look at the servers must not bring back what a reload has replaced.
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work);
    return last;
  };
  const reload = async (): Promise<void> => {
    try {
      const next = await openProject(context);
      if (next.platform !== null) serve(next);
      take(next.skipped.length === 0 ? next : await withLiveCatalog(next, federation));
    } catch (error) {
      // A file can vanish while it is read. The next change of a file reads everything again.
      sayLine(stderr, `Not reloaded: ${textOf(error)}`);
    }
  };
  const again = lookAgain({
    isMissing: () => current.skipped.length > 0,
    look: () =>
      inTurn(async () => {
        const complete = await withLiveCatalog(current, federation);
        // A server that stays away leaves everything as it is, and is not complained about each time.
        if (complete.skipped.length < current.skipped.length) take(complete);
      }),
  });
  sayWhatIsPending(context, current);
  again.wake();
  return {
    project: () => current,
    federation,
    reload: () =>
      inTurn(reload).finally(() => {
        again.wake();
      }),
    problems: () => problems,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await again.stop();
      await federation.close();
    },
  };
}

/** Not an error: it is served as soon as its servers can be asked. */
function sayWhatIsPending({ stderr }: Context, project: Project): void {
  for (const { name, servers } of pendingDefinitions(project)) {
    sayLine(stderr, `"${name}" is not compiled yet, because ${reasonOf(servers)}. Sagaflow asks again.`);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Plans of files that are there but cannot be compiled now stay as they were; so does everything when platform.yaml cannot be read, and a plan
 * whose server is away for the moment, as long as nothing was written.
 */
function keepGood(before: Project, next: Project): Project {
  if (next.platform === null && before.platform !== null) return before;
  const files = new Set(next.definitions.map(({ file }) => file));
  const fresh = new Set([...next.plans.values()].map(({ file }) => file));
  const plans = new Map<string, CompiledDefinition>(next.plans);
  for (const [name, compiled] of before.plans) {
    // Nothing could start with it, so there is nothing to keep.
    if (compiled.skipped.length > 0) continue;
    const now = next.plans.get(name);
    if (now !== undefined && now.skipped.length > 0 && isUnwritten(before, next, now.file)) plans.set(name, compiled);
    if (files.has(compiled.file) && !fresh.has(compiled.file) && !plans.has(name)) plans.set(name, compiled);
  }
  return { ...next, plans };
}

function isUnwritten(before: Project, next: Project, file: string): boolean {
  return [file, next.platformFile].every((one) => before.texts.get(one) === next.texts.get(one));
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
