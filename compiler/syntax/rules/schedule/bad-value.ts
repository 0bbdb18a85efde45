import { parseCron } from '../../../schedule/parse-cron.ts';
import type { DefinitionSyntax } from '../../language.ts';
import type { Places } from '../../places.ts';
import type { Problem } from '../../report.ts';

/** A cron expression that cannot be read, at the column of the value that is wrong (reported as bad-value). */
export function cron({ body, root }: DefinitionSyntax, places: Places): Problem[] {
  const text = body.schedule?.cron;
  const parsed = text === undefined ? null : parseCron(text);
  if (parsed === null || parsed.ok) return [];
  const path = [...root, 'schedule', 'cron'];
  return parsed.problems.map(({ message, at, end, hint }) => {
    return { code: 'bad-value', message, path, range: places.within(path, at, end), hint };
  });
}
