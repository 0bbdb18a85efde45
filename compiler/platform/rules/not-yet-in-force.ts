import type { Path } from '../../diagnostics/diagnostic.ts';
import type { Places } from '../../syntax/places.ts';
import type { Problem } from '../../syntax/report.ts';
import type { DeclaredServer } from '../declared-servers.ts';
import { BLOCK_NAMES, isInForce } from '../blocks.ts';
import type { PlatformFileSyntax } from '../language.ts';

/** Blocks of the file that are recognised but that nothing obeys yet, each a warning at its line. */
export function laterBlocks(file: PlatformFileSyntax, places: Places): Problem[] {
  return BLOCK_NAMES.filter((block) => file[block] !== undefined && !isInForce(block)).map((block) =>
    later([block], `The block "${block}"`, places),
  );
}

export function laterServerKeys(server: DeclaredServer, places: Places): Problem[] {
  const { path, name, keys, scale } = server;
  const problems = SCALE_KEYS.filter((key) => scale[key] !== undefined).map((key) =>
    later([...path, key], `"${key}" of server "${name}"`, places),
  );
  const kind = typeof keys.auth === 'object' ? keys.auth.type : keys.auth;
  if (kind === 'oauth') problems.push(later([...path, 'auth'], `OAuth for server "${name}"`, places));
  for (const [tool, override] of Object.entries(keys.tools ?? {})) {
    const at = [...path, 'tools', tool];
    if (override.classification !== undefined) {
      problems.push(later([...at, 'classification'], `The classification of tool "${tool}"`, places));
    }
  }
  if (server.listed && keys.command === undefined && server.addressKey === null && keys.transport === undefined) {
    problems.push(withoutEndpoint(server, places));
  }
  return problems;
}

const SCALE_KEYS = ['priority', 'replicas', 'autoScale'] as const;

function later(path: Path, what: string, places: Places): Problem {
  const range = places.of(path, 'key');
  return {
    code: 'not-yet-in-force',
    message: `${what} is declared but not in force yet.`,
    path,
    range,
  };
}

function withoutEndpoint({ path, name }: DeclaredServer, places: Places): Problem {
  return {
    code: 'not-yet-in-force',
    message: `Server "${name}" has no endpoint here, so no step can use it.`,
    path,
    range: places.of([...path, 'name'], 'key'),
    hint: 'Add endpoint: https://…, or command: …',
  };
}
