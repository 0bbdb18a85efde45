import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandOptions } from './run-command.ts';
import { runCommand } from './run-command.ts';
import { VERSIONS } from './versions.ts';

/** Programs that check us and are no part of the project: they need another Node.js, or Python. */
export interface Tools {
  /** The Node.js that the suite and the Inspector need. */
  node: string;
  /** Scripts for it. */
  suite: string;
  inspector: string;
  schemathesis: string;
}

export interface InstallOptions extends Pick<CommandOptions, 'environment' | 'logFile'> {
  cacheDir: string;
  say: (line: string) => void;
}

/** Installs what is asked for into the cache, once for each set of versions. Throws with the installer's last words. */
export async function installTools(isWanted: { npm: boolean; pip: boolean }, options: InstallOptions): Promise<Tools> {
  const { node, suite, inspector, schemathesis } = VERSIONS;
  const npmFolder = join(options.cacheDir, `npm-${node}-${suite}-${inspector}`);
  const pipFolder = join(options.cacheDir, `pip-${schemathesis}`);
  if (isWanted.npm) await once(npmFolder, options, installNpm);
  if (isWanted.pip) await once(pipFolder, options, installPip);
  const modules = join(npmFolder, 'node_modules');
  return {
    node: join(modules, 'node', 'bin', 'node'),
    suite: join(modules, '@modelcontextprotocol', 'conformance', 'dist', 'index.js'),
    inspector: join(modules, '@modelcontextprotocol', 'inspector', 'clients', 'launcher', 'build', 'index.js'),
    schemathesis: join(pipFolder, 'bin', 'schemathesis'),
  };
}

/** A folder without the mark of a finished installation is made anew. */
async function once(
  folder: string,
  options: InstallOptions,
  install: (folder: string, options: InstallOptions) => Promise<void>,
): Promise<void> {
  const mark = join(folder, '.complete');
  if (existsSync(mark)) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await install(folder, options);
  await writeFile(`${mark}.new`, '');
  await rename(`${mark}.new`, mark);
}

async function installNpm(folder: string, options: InstallOptions): Promise<void> {
  const { node, suite, inspector } = VERSIONS;
  options.say(`Installing the conformance suite ${suite}, Inspector ${inspector} and Node.js ${node} into ${folder} …`);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const packages = [
    `node@${node}`,
    `@modelcontextprotocol/conformance@${suite}`,
    `@modelcontextprotocol/inspector@${inspector}`,
  ];
  await mustRun('npm', ['install', '--no-fund', '--no-audit', ...packages], folder, options);
}

async function installPip(folder: string, options: InstallOptions): Promise<void> {
  options.say(`Installing schemathesis ${VERSIONS.schemathesis} into ${folder} …`);
  await mustRun('python3', ['-m', 'venv', folder], folder, options);
  const pip = join(folder, 'bin', 'pip');
  await mustRun(pip, ['install', '--quiet', `schemathesis==${VERSIONS.schemathesis}`], folder, options);
}

async function mustRun(command: string, args: string[], cwd: string, options: InstallOptions): Promise<void> {
  const { environment, logFile } = options;
  const ran = await runCommand(command, args, { cwd, environment, logFile, timeoutMs: INSTALL_MS });
  if (ran.code === 0) return;
  const lastWords = `${ran.stdout}\n${ran.stderr}`.trim().split('\n').slice(-3).join(' | ');
  throw new Error(`"${command} ${args.join(' ')}" failed: ${lastWords}`);
}

const INSTALL_MS = 600_000;
