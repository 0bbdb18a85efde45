import { rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Catalog } from '../../../compiler/catalog.ts';
import { compareLock } from '../../../compiler/lock/compare-lock.ts';
import { serialiseLock } from '../../../compiler/lock/serialise-lock.ts';
import { LOCK_FILE } from '../../../project/project.ts';
import type { Project } from '../../../project/project.ts';
import { liveCatalog } from '../../../project/servers.ts';
import { examples } from '../../command.ts';
import type { AddCommand } from '../../command.ts';
import { CommandError, sayLine } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { EXIT } from '../../../mains/exit-codes.ts';
import { openProject } from '../../../mains/open-project.ts';
import { printDiagnostics } from '../../../mains/print-diagnostics.ts';
import { withServers } from '../../../mains/with-servers.ts';
import { countOf } from '../../render/count-of.ts';

export const addLock: AddCommand = (program, context, end) =>
  program
    .command('lock')
    .summary(`write ${LOCK_FILE}`)
    .description(
      `Asks every server of platform.yaml for its tools and writes their schemas to ${LOCK_FILE}, which is meant to be committed.`,
    )
    .option('--check', 'compare only: exit code 2 when the servers have changed')
    .addHelpText('after', examples('sagaflow lock', 'sagaflow lock --check'))
    .action(async ({ check }: { check?: true }) => {
      end(await lock(context, check === true));
    });

type Live = Awaited<ReturnType<typeof liveCatalog>>;

async function lock(context: Context, isCheck: boolean): Promise<number> {
  const { stderr } = context;
  const project = await openProject(context);
  if (project.platform === null) {
    printDiagnostics(stderr, project.diagnostics, project.texts);
    throw new CommandError(EXIT.invalid, `${project.platformFile} names no servers to ask.`);
  }
  const live = await withServers(context, project, (federation) => liveCatalog(federation, federation.serverNames()));
  for (const { server, message } of live.unreachable) {
    sayLine(stderr, `${stderr.colours.red('✗')} ${server}: ${message}`);
  }
  return isCheck ? compare(context, project, live) : write(context, project, live);
}

function compare(context: Context, project: Project, { catalog, unreachable }: Live): number {
  const { stdout } = context;
  const silent = new Set(unreachable.map(({ server }) => server));
  const locked = Object.entries(project.catalog?.servers ?? {}).filter(([name]) => !silent.has(name));
  const changes = compareLock({ servers: Object.fromEntries(locked) }, catalog);
  for (const { message } of changes) sayLine(stdout, message);
  if (changes.length > 0) {
    sayLine(stdout, `${LOCK_FILE} is out of date; "sagaflow lock" writes it anew.`);
    return EXIT.invalid;
  }
  if (unreachable.length > 0) return EXIT.unreachable;
  sayLine(stdout, `${stdout.colours.green('✓')} ${LOCK_FILE} says what the servers say.`);
  return EXIT.completed;
}

async function write(context: Context, project: Project, { catalog, unreachable }: Live): Promise<number> {
  const { stdout, stderr, cwd } = context;
  const file = join(project.folder, LOCK_FILE);
  const kept = unreachable.flatMap(({ server }) => {
    const old = project.catalog?.servers[server];
    return old === undefined ? [] : [[server, old] as const];
  });
  const merged: Catalog = { servers: { ...Object.fromEntries(kept), ...catalog.servers } };
  await writeWhole(file, serialiseLock(merged));
  for (const { message } of compareLock(project.catalog ?? { servers: {} }, merged)) sayLine(stdout, message);
  const tools = Object.values(merged.servers).reduce((sum, server) => sum + Object.keys(server.tools).length, 0);
  const servers = Object.keys(merged.servers).length;
  sayLine(
    stdout,
    `${stdout.colours.green('✓')} ${relative(cwd, file)}: ${countOf(tools, 'tool')} of ${countOf(servers, 'server')}`,
  );
  if (unreachable.length === 0) return EXIT.completed;
  const what = kept.length === 0 ? '' : ` What was known of ${kept.map(([server]) => server).join(', ')} is kept.`;
  sayLine(stderr, `${String(unreachable.length)} of the servers did not answer.${what}`);
  return EXIT.unreachable;
}

/** Replaces the whole file at once: whoever reads it meanwhile finds the old text or the new one, never a part. */
async function writeWhole(file: string, text: string): Promise<void> {
  const partial = `${file}.${String(process.pid)}.partial`;
  try {
    await writeFile(partial, text);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
