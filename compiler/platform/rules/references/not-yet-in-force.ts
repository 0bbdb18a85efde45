import type { Places } from '../../../syntax/places.ts';
import type { Problem } from '../../../syntax/report.ts';
import { connectionTexts } from '../../connection-texts.ts';
import type { DeclaredServer } from '../../declared-servers.ts';
import { malformedReference } from '../../substitute.ts';

/** `secret://`, which no store answers yet: an error, because the server could not be connected. */
export function secretReferences(server: DeclaredServer, places: Places): Problem[] {
  return connectionTexts(server).flatMap(({ path, text }): Problem[] => {
    const at = text.indexOf('secret://');
    // A text with a malformed reference is reported for that.
    if (at === -1 || malformedReference(text) !== undefined) return [];
    return [
      {
        code: 'not-yet-in-force',
        severity: 'error',
        message: `Server "${server.name}" takes a secret from a secret store ("secret://…"), which is not available yet.`,
        path,
        range: places.within(path, at, text.length),
        hint: 'Hand it over in an environment variable: ${NAME}.',
      },
    ];
  });
}
