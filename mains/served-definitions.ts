import type { ServedDefinitions } from '../api/operations/ports.ts';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import type { Project } from '../project/project.ts';
import { serverStatus } from '../project/server-status.ts';
import type { Context } from './context.ts';
import type { LiveProject } from './live-project.ts';
import type { Served } from './served.ts';
import { withServers } from './with-servers.ts';

/** A project that is read again when its files change. */
export function serveLive(live: LiveProject): Served {
  return { definitions: definitionsOf(live), servers: { status: () => serverStatus(live.federation) } };
}

/** A project as one command has read it. Its servers are connected when somebody asks how they are. */
export function serveOnce(context: Context, project: Project): Served {
  const problems = project.diagnostics.filter(({ severity }) => severity === 'error');
  return {
    definitions: definitionsOf({ project: () => project, problems: () => problems, onChange: () => () => undefined }),
    servers: { status: () => withServers(context, project, serverStatus) },
  };
}

interface Changing {
  project: () => Project;
  problems: () => Diagnostic[];
  onChange: (listener: () => void) => () => void;
}

function definitionsOf({ project, problems, onChange }: Changing): ServedDefinitions {
  return {
    find(name) {
      const { plans, texts } = project();
      const compiled = plans.get(name);
      if (compiled === undefined) return undefined;
      const { plan, planHash, schedule, skipped, file } = compiled;
      return { plan, planHash, schedule, skipped, source: texts.get(file) ?? '' };
    },
    names: () => [...project().plans.keys()].sort(),
    broken: () =>
      problems().map(({ file, message, range }) => ({ file: `${file}:${String(range.start.line)}`, message })),
    onChange,
  };
}
