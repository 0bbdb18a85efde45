import type { Places } from '../../../syntax/places.ts';
import type { Problem } from '../../../syntax/report.ts';
import { connectionTexts } from '../../connection-texts.ts';
import type { DeclaredServer } from '../../declared-servers.ts';
import { malformedReference } from '../../substitute.ts';

/** A `${` that is no reference to a variable, and not escaped. */
export function malformedReferences(server: DeclaredServer, places: Places): Problem[] {
  return connectionTexts(server).flatMap(({ path, text }): Problem[] => {
    const at = malformedReference(text);
    if (at === undefined) return [];
    return [
      {
        code: 'bad-value',
        message: 'A reference to a variable is written ${NAME}.',
        path,
        range: places.within(path, at, text.length),
        hint: 'For a literal "${" write "$${".',
      },
    ];
  });
}
