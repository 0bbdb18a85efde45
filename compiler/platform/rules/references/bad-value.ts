import type { Path } from '../../../diagnostics/diagnostic.ts';
import type { Places } from '../../../syntax/places.ts';
import type { Problem } from '../../../syntax/report.ts';
import type { DeclaredServer } from '../../declared-servers.ts';
import type { EnvironmentReference } from '../../platform.ts';
import { malformedReference, variablesIn } from '../../substitute.ts';

/** Every `${NAME}` among the texts of a server that are substituted when it is connected. */
export function environmentReferences(server: DeclaredServer, places: Places): EnvironmentReference[] {
  return connectionTexts(server).flatMap(({ path, text }) =>
    variablesIn(text).map(({ variable, at, end }) => ({ variable, range: places.within(path, at, end) })),
  );
}

/** A `${` that is no reference, and `secret://`, which no store answers yet. */
export function referenceProblems(server: DeclaredServer, places: Places): Problem[] {
  return connectionTexts(server).flatMap(({ path, text }): Problem[] => {
    const malformed = malformedReference(text);
    const secret = text.indexOf('secret://');
    if (malformed !== undefined) {
      const range = places.within(path, malformed, text.length);
      return [
        {
          code: 'bad-value',
          message: 'A reference to a variable is written ${NAME}.',
          path,
          range,
          hint: 'For a literal "${" write "$${".',
        },
      ];
    }
    if (secret === -1) return [];
    return [
      {
        code: 'not-yet-in-force',
        message: `Server "${server.name}" takes a secret from a secret store ("secret://…"), which is not available yet.`,
        path,
        range: places.within(path, secret, text.length),
        hint: 'Hand it over in an environment variable: ${NAME}.',
      },
    ];
  });
}

function connectionTexts({ keys, path, address, addressKey }: DeclaredServer): { path: Path; text: string }[] {
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
