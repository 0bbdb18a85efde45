import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { makeApiKey } from '../../../api/identity/api-key.ts';
import { startModernSample } from '../../../samples/start-modern-sample.ts';
import type { Dev, DevOptions } from './start-dev.ts';
import { startDev } from './start-dev.ts';

export interface ShippedWorld extends Dev {
  /** A key with every scope: identity is on here. */
  apiKey: string;
  /** The same for somebody else, who starts what the first one may approve. */
  starterKey: string;
  /** Names of all that can be started. */
  definitions: string[];
}

export interface ShippedOptions extends DevOptions {
  /** Called when the copy is there and nothing runs yet. */
  prepare?: () => Promise<void>;
}

/** The repository's own definitions on the sample servers, in a copy of the folder, with an API key. */
export async function startShipped(options: ShippedOptions): Promise<ShippedWorld> {
  const { root, folder, environment } = options;
  await mkdir(folder, { recursive: true });
  for (const name of ['platform.yaml', 'tools.lock.json', 'definitions']) {
    await cp(join(root, name), join(folder, name), { recursive: true });
  }
  // The platform file names the samples as it does in the repository.
  await symlink(join(root, 'dist'), join(folder, 'dist'));
  await options.prepare?.();
  const marketing = await startModernSample({ port: 0, dir: join(folder, '.sagaflow', 'samples') });
  const [key, starter] = [makeApiKey(randomBytes), makeApiKey(randomBytes)];
  const files = await readdir(join(folder, 'definitions'));
  const keys = {
    keys: [
      { id: key.id, hash: key.hash, principal: 'conformance', scopes: ['admin'] },
      { id: starter.id, hash: starter.hash, principal: 'starter', scopes: ['admin'] },
    ],
  };
  try {
    const dev = await startDev({
      ...options,
      environment: {
        ...environment,
        MARKETING_SERVER_URL: marketing.url,
        SAGAFLOW_API_KEYS: JSON.stringify(keys),
        // It is the answers that are checked here, not how many are asked for in a minute.
        SAGAFLOW_RATE_LIMIT: '0',
      },
    });
    return {
      ...dev,
      apiKey: key.text,
      starterKey: starter.text,
      definitions: files.map((file) => basename(file, '.yaml')),
      async stop() {
        await dev.stop();
        await marketing.close();
      },
    };
  } catch (error) {
    await marketing.close();
    throw error;
  }
}
