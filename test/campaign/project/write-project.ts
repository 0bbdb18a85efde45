import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readProject, type CompiledDefinition } from '../../../project/project.ts';
import { DEFINITIONS } from './definitions.ts';
import { platformText } from './platform.ts';

/** Writes the project folder that the workers run, locks its tools, and gives its plans. Throws when it does not compile. */
export async function writeProject(
  folder: string,
  commandMain: string,
  ledgerUrl: string,
): Promise<ReadonlyMap<string, CompiledDefinition>> {
  await mkdir(join(folder, 'definitions'), { recursive: true });
  await writeFile(join(folder, 'platform.yaml'), platformText());
  for (const { name, text } of DEFINITIONS) await writeFile(join(folder, 'definitions', `${name}.yaml`), text);
  const env = { ...process.env, LEDGER_URL: ledgerUrl };
  await promisify(execFile)(process.execPath, [commandMain, 'lock'], { cwd: folder, env });
  const { plans, diagnostics } = await readProject({ cwd: folder });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`The campaign's project does not compile: ${JSON.stringify(errors, null, 1)}`);
  for (const { name } of DEFINITIONS) {
    const skipped = plans.get(name)?.skipped ?? ['not there'];
    if (skipped.length > 0) throw new Error(`"${name}" was not compiled: ${skipped.join(' ')}`);
  }
  return plans;
}
