import { didYouMean } from '../../suggest.ts';
import type { DefinitionSyntax } from '../language.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { badValue } from './bad-value.ts';

/** A time zone that the IANA database does not have (reported as bad-value). */
export function timeZone({ body, root }: DefinitionSyntax, places: Places): Problem[] {
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
