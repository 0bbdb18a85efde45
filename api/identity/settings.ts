import { toApiKey, findTwice, parseKeyFile } from './key-file.ts';
import type { KeyFileResult } from './key-file.ts';
import type { KeySettings } from './key-ring.ts';
import { readJwtSettings } from './jwt-settings.ts';
import type { JwtSettings } from './jwt-settings.ts';
import { isLoopback } from './loopback.ts';

/** With every default explicit. */
export type IdentitySettings = { kind: 'off' } | { kind: 'on'; keys: KeySettings | null; jwt: JwtSettings | null };

export type IdentityResult =
  | { kind: 'ok'; settings: IdentitySettings }
  /** Whole sentences, each with what to do: the process does not start. */
  | { kind: 'refused'; problems: string[] };

export interface IdentitySource {
  environment: Readonly<Record<string, string | undefined>>;
  program: 'dev' | 'api';
  /** What the server is bound to. */
  host: string;
  /** Rejects when there is no such file. */
  readFile: (path: string) => Promise<string>;
}

/**
 * Reads at boot who may ask. Off is for `dev` on loopback only, there without being asked for when nothing else is configured. Never
 * throws.
 */
export async function readIdentity(source: IdentitySource): Promise<IdentityResult> {
  const { environment } = source;
  const mode = environment['SAGAFLOW_AUTH'] || undefined;
  if (mode === 'off') return mayBeOff(source) ? OFF : refuse(OFF_IS_FOR_DEV);
  if (mode !== undefined && mode !== 'on') return refuse('SAGAFLOW_AUTH is "on" or "off".');

  const keys = await readKeys(source);
  const jwt = readJwtSettings(environment);
  const problems = [...keys.problems, ...jwt.problems];
  if (problems.length > 0) return { kind: 'refused', problems };
  if (keys.settings !== null || jwt.settings !== null) {
    return { kind: 'ok', settings: { kind: 'on', keys: keys.settings, jwt: jwt.settings } };
  }
  return mode === undefined && mayBeOff(source) ? OFF : refuse(NOTHING_CONFIGURED);
}

const OFF: IdentityResult = { kind: 'ok', settings: { kind: 'off' } };

const OFF_IS_FOR_DEV =
  'SAGAFLOW_AUTH=off is for "sagaflow dev" on a loopback address only: everybody who reaches the port could do everything. Configure API keys or an issuer of tokens, or bind to 127.0.0.1.';

const NOTHING_CONFIGURED =
  'Nobody could be recognised. Make an API key with "sagaflow keys new <principal> --scope \'definition:*:start\' --file keys.json" and set SAGAFLOW_API_KEYS_FILE=keys.json, or set SAGAFLOW_JWT_ISSUER and SAGAFLOW_JWT_AUDIENCE.';

function mayBeOff({ program, host }: IdentitySource): boolean {
  return program === 'dev' && isLoopback(host);
}

function refuse(problem: string): IdentityResult {
  return { kind: 'refused', problems: [problem] };
}

async function readKeys({ environment, readFile }: IdentitySource) {
  const file = environment['SAGAFLOW_API_KEYS_FILE'] || null;
  const inline = environment['SAGAFLOW_API_KEYS'] || null;
  if (file === null && inline === null) return { settings: null, problems: [] };
  const inFile = file === null ? NO_KEYS : await readKeyFile(file, readFile);
  const inEnvironment = inline === null ? NO_KEYS : parseKeyFile('SAGAFLOW_API_KEYS', inline);
  if (inFile.kind === 'problem' || inEnvironment.kind === 'problem') {
    const problems = [inFile, inEnvironment].flatMap((result) => (result.kind === 'problem' ? [result.sentence] : []));
    return { settings: null, problems };
  }
  const twice = findTwice([...inFile.entries, ...inEnvironment.entries]);
  if (twice !== null) {
    const problem = `The key id "${twice}" is in SAGAFLOW_API_KEYS_FILE and in SAGAFLOW_API_KEYS. Take one of the two out.`;
    return { settings: null, problems: [problem] };
  }
  const settings: KeySettings = {
    file,
    fromFile: inFile.entries.map(toApiKey),
    fromEnvironment: inEnvironment.entries.map(toApiKey),
    lookEveryMs: 2_000,
  };
  return { settings, problems: [] };
}

const NO_KEYS: KeyFileResult = { kind: 'ok', entries: [] };

async function readKeyFile(file: string, readFile: IdentitySource['readFile']): Promise<KeyFileResult> {
  try {
    return parseKeyFile(`The key file ${file}`, await readFile(file));
  } catch {
    return {
      kind: 'problem',
      sentence: `SAGAFLOW_API_KEYS_FILE names ${file}, which cannot be read. "sagaflow keys new … --file ${file}" makes it.`,
    };
  }
}
