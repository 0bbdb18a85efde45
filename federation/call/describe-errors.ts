import type { ErrorObject } from 'ajv';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { numbersOf, withNumbersIn } from '../../plan/validation/exact-check.ts';
import type { StandIns } from '../../plan/validation/stand-ins.ts';
import { shorten } from '../limits.ts';

const mostViolations = 3;

/** What ajv found, in one sentence with JSON pointers. `numberOf` gives the numbers for those that stood for them. */
export function describeErrors(errors: readonly ErrorObject[], numberOf: StandIns['numberOf']): string {
  const sentences = errors.slice(0, mostViolations).map((error) => {
    const place = error.instancePath === '' ? 'the value' : shorten(error.instancePath, 120);
    return shorten(`${place} ${words(error, numberOf)}${detail(error, numberOf)}`);
  });
  return sentences.join('; ');
}

/** Only of these keywords are all digits of the message numbers of the schema. */
function words({ keyword, message = keyword }: ErrorObject, numberOf: StandIns['numberOf']): string {
  return OF_NUMBERS.test(keyword) ? withNumbersIn(message, numberOf) : message;
}

const OF_NUMBERS = /^(?:exclusive)?(?:min|max)|^multipleOf$|^contains$/i;

function detail({ keyword, params }: ErrorObject, numberOf: StandIns['numberOf']): string {
  if (keyword === 'additionalProperties') return `: "${String(params.additionalProperty)}"`;
  if (keyword === 'enum') return `: ${stringifyJson(numbersOf(params.allowedValues, numberOf))}`;
  if (keyword === 'const') return `: ${stringifyJson(numbersOf(params.allowedValue, numberOf))}`;
  return '';
}
