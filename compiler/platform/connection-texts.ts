import type { Path } from '../diagnostics/diagnostic.ts';
import type { Places } from '../syntax/places.ts';
import type { DeclaredServer } from './declared-servers.ts';
import type { EnvironmentReference } from './platform.ts';
import { variablesIn } from './substitute.ts';

/** Every text of a server in which `${NAME}` is replaced when it is connected. */
export function connectionTexts({ keys, path, address, addressKey }: DeclaredServer): { path: Path; text: string }[] {
  const mappings = (['env', 'headers'] as const).flatMap((key) =>
    Object.entries(keys[key] ?? {}).map(([name, value]) => ({ path: [...path, key, name], text: String(value) })),
  );
  return [
    ...(keys.command === undefined ? [] : [{ path: [...path, 'command'], text: keys.command }]),
    ...(keys.args ?? []).map((text, index) => ({ path: [...path, 'args', index], text })),
    ...(address === null || addressKey === null ? [] : [{ path: [...path, addressKey], text: address }]),
    ...mappings,
  ];
}

/** Every `${NAME}` in them, with its place. */
export function environmentReferences(server: DeclaredServer, places: Places): EnvironmentReference[] {
  return connectionTexts(server).flatMap(({ path, text }) =>
    variablesIn(text).map(({ variable, at, end }) => ({ variable, range: places.within(path, at, end) })),
  );
}
