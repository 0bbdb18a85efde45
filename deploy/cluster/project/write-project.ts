import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { DEFINITIONS } from '../../../test/campaign/project/definitions.ts';
import { platformText } from '../../../test/campaign/project/platform.ts';
import { runToEnd } from '../../../cli/temporal/run-to-end.ts';
import type { Desk } from '../world.ts';

/** Of this repository, on its sample servers. */
const SAMPLES = ['order_processing_saga', 'onboard_customer'];

interface PlatformFile {
  mcpServers: Record<string, { args?: string[] }>;
}

/** A project folder with two definitions of this repository on the sample servers, and those of the campaign on its ledger. */
export async function writeProject(desk: Desk, childEnvironment: Record<string, string>): Promise<string> {
  const { root, folder } = desk;
  const project = join(folder, 'project');
  await mkdir(join(project, 'definitions'), { recursive: true });
  for (const name of SAMPLES) {
    await copyFile(join(root, `definitions/${name}.yaml`), join(project, `definitions/${name}.yaml`));
  }
  for (const { name, text } of DEFINITIONS) await writeFile(join(project, `definitions/${name}.yaml`), text);
  await writeFile(join(project, 'platform.yaml'), await platform(root));
  await lock(desk, project, childEnvironment);
  return project;
}

/** Both platforms in one; the sample servers' programs are where this repository has built them. */
async function platform(root: string): Promise<string> {
  const samples = parse(await readFile(join(root, 'platform.yaml'), 'utf8')) as PlatformFile;
  const campaign = parse(platformText()) as PlatformFile;
  // The modern sample is a server of its own, and no definition here uses it.
  const { marketing_server: _unused, ...local } = samples.mcpServers;
  for (const server of Object.values(local)) server.args = server.args?.map((path) => join(root, path));
  return stringify({ ...campaign, mcpServers: { ...local, ...campaign.mcpServers } });
}

async function lock(
  { root, environment, signal, say }: Desk,
  cwd: string,
  more: Record<string, string>,
): Promise<void> {
  const end = await runToEnd(process.execPath, [join(root, 'dist/cli/main.js'), 'lock'], {
    cwd,
    environment: { ...environment, ...more },
    signal,
    everyMs: 30_000,
    onTick: () => undefined,
  });
  if (end.code !== 0) throw new Error(`"sagaflow lock" failed:\n  ${end.lastLines.join('\n  ')}`);
  say('Wrote a project with definitions on the sample servers and on the ledger, and locked its tools');
}
