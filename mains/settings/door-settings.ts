import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readHttpSettings } from '../../api/http/settings.ts';
import type { HttpSettings } from '../../api/http/settings.ts';
import { readIdentity } from '../../api/identity/settings.ts';
import type { IdentitySettings } from '../../api/identity/settings.ts';
import { readFacadeSettings } from '../../api/mcp/settings.ts';
import type { FacadeSettings } from '../../api/mcp/settings.ts';
import { CommandError } from '../context.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findFreePort } from '../../cli/temporal/free-port.ts';

export interface DoorSettings {
  http: HttpSettings;
  identity: IdentitySettings;
  facade: FacadeSettings;
}

/** Everything that the environment says about the doors, before anything is opened. Throws with a sentence for each mistake. */
export async function readDoorSettings(context: Context, program: 'dev' | 'api'): Promise<DoorSettings> {
  const { cwd, environment } = context;
  const http = readHttpSettings(environment);
  const facade = facadeSettings(context);
  const host = 'settings' in http ? http.settings.host : '';
  const readKeys = (path: string): Promise<string> => readFile(path, 'utf8');
  const identity = await readIdentity({ environment: atHome(environment, cwd), program, host, readFile: readKeys });
  const problems = [
    ...('problems' in http ? http.problems : []),
    ...facade.problems,
    ...(identity.kind === 'refused' ? identity.problems : []),
  ];
  if (problems.length > 0 || 'problems' in http || identity.kind === 'refused') {
    throw new CommandError(EXIT.invalid, problems.join('\n'));
  }
  return { http: http.settings, identity: identity.settings, facade: facade.settings };
}

/** Without SAGAFLOW_MCP_SECRET, task ids and questions are signed with a random secret, and are valid until this process ends. */
export function facadeSettings({ environment }: Context): { settings: FacadeSettings; problems: string[] } {
  return readFacadeSettings(environment, () => randomBytes(32));
}

/** Several projects can be developed at once: the API takes the next free port, and the address that is printed says which. */
export async function onFreePort(settings: DoorSettings): Promise<DoorSettings> {
  const { http } = settings;
  return { ...settings, http: { ...http, port: await findFreePort(http.host, http.port) } };
}

/** A relative path to the file of API keys is relative to the folder in which the command was typed. */
function atHome(environment: Context['environment'], cwd: string): Context['environment'] {
  const file = environment['SAGAFLOW_API_KEYS_FILE'];
  return file ? { ...environment, SAGAFLOW_API_KEYS_FILE: resolve(cwd, file) } : environment;
}
