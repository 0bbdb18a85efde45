import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startToolServer } from '../server/start-tool-server.ts';
import type { Dev, DevOptions } from './start-dev.ts';
import { startDev } from './start-dev.ts';

/** The pack's definitions and their server, in a copy of the folder: one of its tools adds definitions to it. */
export async function startPack(options: DevOptions): Promise<Dev> {
  const { root, folder, environment } = options;
  await cp(join(root, 'test', 'conformance', 'project'), folder, { recursive: true });
  let written = 0;
  const tools = await startToolServer(async () => {
    written += 1;
    const name = `added_${String(written)}`;
    await writeFile(join(folder, 'definitions', `${name}.yaml`), addedDefinition(name));
  });
  try {
    const dev = await startDev({ ...options, environment: { ...environment, CONFORMANCE_SERVER_URL: tools.url } });
    return {
      ...dev,
      async stop() {
        await dev.stop();
        await tools.close();
      },
    };
  } catch (error) {
    await tools.close();
    throw error;
  }
}

function addedDefinition(name: string): string {
  return `workflow_definition:
  name: ${name}
  description: Was added while the server ran.
  steps:
    - { name: say, mcp_server: conformance_server, action: say_text }
`;
}
