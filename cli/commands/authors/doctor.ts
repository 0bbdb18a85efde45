import type { Federation, FederationEvent } from '../../../federation/federation.ts';
import { pendingDefinitions, reasonOf } from '../../../project/not-compiled.ts';
import type { Project } from '../../../project/project.ts';
import { withLiveCatalog } from '../../../project/servers.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { sayJson, sayLine } from '../../../mains/context.ts';
import type { Context, Output } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { openProject } from '../../../mains/open-project.ts';
import { withServers } from '../../../mains/with-servers.ts';
import { countOf } from '../../render/count-of.ts';
import { oneLine } from '../../render/values.ts';
import { table } from '../../render/table.ts';
import { callerOf } from '../../who.ts';

interface Finding {
  area: 'temporal' | 'server' | 'platform' | 'definitions';
  name: string;
  state: 'ok' | 'warning' | 'problem';
  says: string;
}

export const addDoctor: AddCommand = (program, context, end) =>
  program
    .command('doctor')
    .summary('check Temporal, every server and platform.yaml')
    .description('Says whether Temporal and every server answer, and which blocks of platform.yaml are in force.')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples('sagaflow doctor'))
    .action(async ({ json }: { json?: true }) => {
      const project = await openProject(context);
      const [temporal, { servers, complete }] = await Promise.all([
        checkTemporal(context),
        checkServers(context, project),
      ]);
      const findings = [temporal, ...servers, ...checkPlatform(project), checkDefinitions(complete)];
      if (json) sayJson(context.stdout, { findings });
      else print(context.stdout, findings);
      end(exitCode(findings));
    });

async function checkTemporal(context: Context): Promise<Finding> {
  const finding = { area: 'temporal' as const, name: 'Temporal' };
  try {
    const { withOperations } = await import('../../../mains/with-operations.ts');
    const hasWorker = await withOperations(context, (operations) => operations.hasWorker(callerOf(context)));
    const says = hasWorker
      ? 'answers; a worker is listening'
      : 'answers; no worker is listening ("sagaflow worker" starts one)';
    return { ...finding, state: hasWorker ? 'ok' : 'warning', says };
  } catch (error) {
    return { ...finding, state: 'problem', says: error instanceof Error ? error.message : String(error) };
  }
}

/** `complete`: the project as `validate` and a worker compile it, with what the servers say of their tools. */
function checkServers(context: Context, project: Project): Promise<{ servers: Finding[]; complete: Project }> {
  const lastLines = new Map<string, string>();
  const log = (event: FederationEvent): void => {
    if (event.kind === 'stderr') lastLines.set(event.server, event.line);
  };
  const ask = async (federation: Federation): Promise<{ servers: Finding[]; complete: Project }> => {
    const names = federation.serverNames();
    const servers = await Promise.all(names.map((server) => checkServer(federation, server, lastLines)));
    return { servers, complete: project.skipped.length === 0 ? project : await withLiveCatalog(project, federation) };
  };
  return withServers(context, project, ask, log);
}

async function checkServer(
  federation: Federation,
  server: string,
  lastLines: ReadonlyMap<string, string>,
): Promise<Finding> {
  const finding = { area: 'server' as const, name: server };
  const answer = await federation.catalog(server);
  if (answer.ok) {
    const { era, tools } = answer.catalog;
    return { ...finding, state: 'ok', says: `${countOf(tools.length, 'tool')}, ${era} era` };
  }
  const { observation } = answer;
  const said = 'message' in observation ? observation.message : 'it did not say why';
  const line = lastLines.get(server);
  const last = line === undefined || said.includes(line) ? '' : ` Its last line: ${line}`;
  return { ...finding, state: 'problem', says: oneLine(`${said}${last}`, 600) };
}

/** Says of every block whether it is in force: none is ignored silently. */
function checkPlatform({ platform, platformFile, diagnostics }: Project): Finding[] {
  const finding = { area: 'platform' as const, name: platformFile };
  const errors = diagnostics.filter(({ severity, file }) => severity === 'error' && file === platformFile);
  if (errors.length > 0) {
    const says = `${String(errors.length)} errors; "sagaflow validate" prints them`;
    return [{ ...finding, state: 'problem', says }];
  }
  if (platform === null) return [{ ...finding, state: 'warning', says: 'there is none' }];
  const open = platform.notInForce.map(({ path, message, range }): Finding => {
    return {
      area: 'platform',
      name: `${path.join('.')} (line ${String(range.start.line)})`,
      state: 'warning',
      says: message,
    };
  });
  return [
    ...platform.inForce.map((name): Finding => ({ area: 'platform', name, state: 'ok', says: 'in force' })),
    ...open,
  ];
}

function checkDefinitions(project: Project): Finding {
  const { definitions, plans, diagnostics } = project;
  const finding = { area: 'definitions' as const, name: 'definitions' };
  const broken = new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ file }) => file));
  const failing = definitions.filter(({ file }) => broken.has(file));
  if (failing.length > 0) {
    const names = failing.map(({ file }) => file).join(', ');
    return { ...finding, state: 'problem', says: `${names} cannot be compiled; "sagaflow validate" says why` };
  }
  const pending = pendingDefinitions(project);
  if (pending.length === 0) return { ...finding, state: 'ok', says: `${String(plans.size)} compile` };
  const each = pending.map(({ name, servers }) => `"${name}" is not compiled yet, because ${reasonOf(servers)}`);
  const remedy = 'starts wait for that; with a tools.lock.json ("sagaflow lock") none does';
  return { ...finding, state: 'warning', says: `${each.join('; ')}; ${remedy}` };
}

function print(output: Output, findings: readonly Finding[]): void {
  const { green, yellow, red } = output.colours;
  const marks = { ok: green('✓'), warning: yellow('!'), problem: red('✗') };
  const lines = table(findings.map(({ name, says }) => [name, says]));
  for (const [index, { state }] of findings.entries()) sayLine(output, `${marks[state]} ${lines[index] ?? ''}`);
}

function exitCode(findings: readonly Finding[]): number {
  const problems = findings.filter(({ state }) => state === 'problem');
  if (problems.some(({ area }) => area === 'platform' || area === 'definitions')) return EXIT.invalid;
  return problems.length > 0 ? EXIT.unreachable : EXIT.completed;
}
