import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pause } from '../operate/persist.ts';
import type { World } from '../processes/open-world.ts';

/**
 * Starts something while every worker has just been started and knows no definition: no server answers it, and there is no lock file to
 * compile by. A moment later the servers are there again.
 */
export function startBlind<T>(world: World, start: () => Promise<T>): Promise<T> {
  return world.oneAtATime(async () => {
    const { workers, project, proxy } = world;
    const lock = join(project, 'tools.lock.json');
    await rename(lock, `${lock}.away`);
    await proxy.down();
    try {
      for (const { program } of workers) await program.kill();
      await Promise.all(workers.map(({ program }) => program.ready()));
      const started = await start();
      await pause(BLIND_MS);
      return started;
    } finally {
      await proxy.up();
      await rename(`${lock}.away`, lock);
    }
  });
}

const BLIND_MS = 1_500;
