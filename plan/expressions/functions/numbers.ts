import type { JsonNumber } from '../../numbers/exact-number.ts';
import { checkNumber } from '../evaluating/numbers.ts';
import { Fault } from '../errors.ts';
import type { CallContext, Signature } from './signature.ts';
import { NUMBER } from './signature.ts';

/** Half away from zero, as people round money: the decimal that is written decides, not the double nearest to it, so that 1.005 gives 1.01. */
const round: Signature = {
  name: 'round',
  parameters: [NUMBER, NUMBER],
  required: 1,
  result: 'number',
  whole: 'digits',
  call: (args, context) => {
    const digits = args.exactNumber(1);
    if (typeof digits === 'bigint' || !Number.isInteger(digits) || digits < 0 || digits > MAX_DIGITS) {
      throw new Fault(
        `The function "round" takes a whole number of digits from 0 to ${MAX_DIGITS}, not ${digits}.`,
        context.at,
      );
    }
    return ofFraction(args.exactNumber(0), context, (value) => rounded(value, digits));
  },
};

const floor: Signature = {
  name: 'floor',
  parameters: [NUMBER],
  required: 1,
  result: 'number',
  whole: true,
  call: (args, context) => ofFraction(args.exactNumber(0), context, Math.floor),
};

const ceil: Signature = {
  name: 'ceil',
  parameters: [NUMBER],
  required: 1,
  result: 'number',
  whole: true,
  call: (args, context) => ofFraction(args.exactNumber(0), context, Math.ceil),
};

const abs: Signature = {
  name: 'abs',
  parameters: [NUMBER],
  required: 1,
  result: 'number',
  whole: 'argument',
  call: (args) => {
    const value = args.exactNumber(0);
    if (typeof value === 'number') return Math.abs(value);
    return value < 0n ? -value : value;
  },
};

export const NUMBER_FUNCTIONS: readonly Signature[] = [round, floor, ceil, abs];

/** Behind the point; a double has about sixteen digits in all. */
const MAX_DIGITS = 15;

/** A whole number stays what it is, of whatever size. */
function ofFraction(value: JsonNumber, { name, at }: CallContext, change: (value: number) => number): JsonNumber {
  if (typeof value === 'bigint') return value;
  if (Number.isInteger(value)) return value + 0;
  return checkNumber(change(value), `The function "${name}"`, at);
}

function rounded(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  const [mantissa = '', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const behindPoint = fraction.length - Number(exponent);
  if (behindPoint <= digits) return value;
  const unit = 10n ** BigInt(behindPoint - digits);
  const units = (BigInt(`${whole}${fraction}`) * 2n + unit) / (unit * 2n);
  const size = Number(`${units}e-${digits}`);
  return value < 0 ? -size : size;
}
