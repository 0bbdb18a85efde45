import type { JsonNumber } from '../../numbers/exact-number.ts';
import { isJsonNumber } from '../../numbers/exact-number.ts';
import type { Json } from '../../json.ts';
import type { Budget } from '../budget.ts';
import type { ValueType } from '../values.ts';
import { VALUE_TYPES } from '../values.ts';

/** What the parser, the type checker and the evaluator know about a function. */
export interface Signature {
  name: string;
  /** The types each parameter takes, in order. */
  parameters: readonly (readonly ValueType[])[];
  /** How many of the parameters must be given. */
  required: number;
  /** The types of any number of further arguments. */
  rest?: readonly ValueType[];
  /** `element`: of the first argument, or null; `unknown`: only known when it is evaluated. */
  result: ValueType | 'element' | 'unknown';
  /**
   * Set when a numeric result is a whole number: always; when the first argument is one; when it is one or when there are no digits in the
   * second argument; when all items of the list are.
   */
  whole?: true | 'argument' | 'digits' | 'items';
  /** Set when it reads integers from text: calls in new plans say `exact`. */
  readsIntegers?: true;
  /** The type of the items when the result is a list. */
  items?: ValueType;
  /** Called with arguments that fit the parameters. Throws a Fault. */
  call(args: Arguments, context: CallContext): Json;
}

export interface CallContext {
  name: string;
  /** The column to point at, as an offset. */
  at: number;
  budget: Budget;
  /** Whether integers that are read from text keep all their digits: not in plans from before that, see ast.ts. */
  exact: boolean;
}

/** Reads arguments as the types the signature has already promised. */
export interface Arguments {
  count: number;
  value(index: number): Json;
  text(index: number): string;
  /** The nearest double. */
  number(index: number): number;
  /** With all digits. */
  exactNumber(index: number): JsonNumber;
  list(index: number): readonly Json[];
}

export const ANY: readonly ValueType[] = VALUE_TYPES;
export const TEXT: readonly ValueType[] = ['string'];
export const NUMBER: readonly ValueType[] = ['number'];
export const LIST: readonly ValueType[] = ['list'];

export function readArguments(values: readonly Json[]): Arguments {
  const value = (index: number): Json => values[index] ?? null;
  return {
    count: values.length,
    value,
    text: (index) => {
      const found = value(index);
      return typeof found === 'string' ? found : '';
    },
    number: (index) => {
      const found = value(index);
      return isJsonNumber(found) ? Number(found) : 0;
    },
    exactNumber: (index) => {
      const found = value(index);
      return isJsonNumber(found) ? found : 0;
    },
    list: (index) => {
      const found = value(index);
      return Array.isArray(found) ? found : [];
    },
  };
}

/** "2 arguments", "1 to 2 arguments", "at least 1 argument". */
export function describeArity({ required, parameters, rest }: Signature): string {
  if (rest !== undefined) return `at least ${required} ${required === 1 ? 'argument' : 'arguments'}`;
  const most = parameters.length;
  const range = required === most ? `${most}` : `${required} or ${most}`;
  return `${range} ${most === 1 ? 'argument' : 'arguments'}`;
}
