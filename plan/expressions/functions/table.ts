import { CONVERSION_FUNCTIONS } from './conversions.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import type { Signature } from './signature.ts';
import { ANY } from './signature.ts';
import { TEXT_FUNCTIONS } from './text.ts';

/** The parser rewrites it to `a ?? b ?? null`; it stands here for its name and its arity. */
const coalesce: Signature = {
  name: 'coalesce',
  parameters: [ANY],
  required: 1,
  rest: ANY,
  result: 'unknown',
  call: (args) => args.value(0),
};

/** Every function of the language, in the order documentation shows them. */
export const FUNCTIONS: readonly Signature[] = [
  ...LIST_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...CONVERSION_FUNCTIONS,
  coalesce,
];

export const FUNCTION_NAMES: readonly string[] = FUNCTIONS.map(({ name }) => name);

const BY_NAME: ReadonlyMap<string, Signature> = new Map(FUNCTIONS.map((signature) => [signature.name, signature]));

export function findFunction(name: string): Signature | undefined {
  return BY_NAME.get(name);
}
