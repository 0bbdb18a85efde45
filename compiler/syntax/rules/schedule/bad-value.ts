import { parseCron } from '../../../schedule/parse-cron.ts';
import { didYouMean } from '../../../suggest.ts';
import type { DefinitionSyntax } from '../../language.ts';
import type { Places } from '../../places.ts';
import type { Problem } from '../../report.ts';
import { badValue } from '../bad-value.ts';

/** A cron expression that cannot be read, at the column of the value that is wrong. */
export function unreadableCron({ body, root }: DefinitionSyntax, places: Places): Problem[] {
  const text = body.schedule?.cron;
  const parsed = text === undefined ? null : parseCron(text);
  if (parsed === null || parsed.ok) return [];
  const path = [...root, 'schedule', 'cron'];
  return parsed.problems.map(({ message, at, end, hint }) => {
    return { code: 'bad-value', message, path, range: places.within(path, at, end), hint };
  });
}

/** A time zone that the IANA database does not have. */
export function unknownTimeZone({ body, root }: DefinitionSyntax, places: Places): Problem[] {
  const zone = body.schedule?.timezone;
  if (zone === undefined || isKnown(zone)) return [];
  const near = didYouMean(zone, Intl.supportedValuesOf('timeZone'));
  const problem = badValue([...root, 'schedule', 'timezone'], zone, 'a time zone of the IANA database', places);
  return [near === undefined ? problem : { ...problem, message: `${problem.message} Did you mean "${near}"?` }];
}

/** Older names of zones are taken too; they are in no list that JavaScript offers. */
function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
