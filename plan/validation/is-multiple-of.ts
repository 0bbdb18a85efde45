import type { JsonNumber } from '../numbers/exact-number.ts';

/** Whether a number is a whole multiple of another one, both taken as the decimals that JSON writes for them. */
export function isMultipleOf(number: JsonNumber, divisor: JsonNumber): boolean {
  if (divisor <= 0) return false;
  const [digits, exponent] = decimal(number);
  const [divisorDigits, divisorExponent] = decimal(divisor);
  const shift = exponent - divisorExponent;
  return shift >= 0
    ? (digits * 10n ** BigInt(shift)) % divisorDigits === 0n
    : digits % (divisorDigits * 10n ** BigInt(-shift)) === 0n;
}

/** Its digits, and the power of ten that they are multiplied with. */
function decimal(number: JsonNumber): [digits: bigint, exponent: number] {
  if (typeof number === 'bigint') return [number, 0];
  const [mantissa = '', exponent = '0'] = String(number).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return [BigInt(`${whole}${fraction}`), Number(exponent) - fraction.length];
}
