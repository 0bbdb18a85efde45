import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeApiKey } from '../../api/identity/api-key.ts';
import { renderKeyFile } from '../../api/identity/key-file.ts';

export interface DoorProject {
  folder: string;
  /** Opens every door of it. */
  key: string;
  /** What the API must be told to know the key, as a key file. */
  keyFile: string;
  /** Takes the folder away. */
  stop(): Promise<void>;
}

/** Never ends, and without a worker never begins: only its start costs anything. */
export const NAP = 'nap';
/** Has one step, which is skipped: the language has no definition without any. */
export const NOTHING = 'nothing';

/** A project folder with two definitions that need no server, and a key. */
export async function createDoorProject(): Promise<DoorProject> {
  const folder = await mkdtemp(join(tmpdir(), 'sagaflow-bench-'));
  await mkdir(join(folder, 'definitions'));
  const write = ([name, text]: [string, string]) => writeFile(join(folder, 'definitions', `${name}.yaml`), text);
  await Promise.all(Object.entries(DOOR_DEFINITIONS).map(write));
  const { id, text, hash } = makeApiKey(randomBytes);
  const keyFile = renderKeyFile([{ id, hash, principal: 'bench', scopes: ['definition:*:start'] }]);
  return { folder, key: text, keyFile, stop: () => rm(folder, { recursive: true }) };
}

/** As YAML. */
export const DOOR_DEFINITIONS = {
  [NAP]: definitionOf(NAP, '{ name: rest, sleep: 1d }'),
  [NOTHING]: definitionOf(NOTHING, '{ name: rest, when: "${{ false }}", sleep: 1d }'),
} as const;

function definitionOf(name: string, step: string): string {
  return [
    'workflow_definition:',
    `  name: ${name}`,
    '  input: { type: object, required: [name], properties: { name: { type: string } } }',
    `  steps: [${step}]`,
    '',
  ].join('\n');
}
