import fc from 'fast-check';

/**
 * JSON as text, in the one form in which it is written without spaces: what went in is compared with what comes out letter by letter, and
 * nobody's reader of JSON has a part in it. Integers go up to ±2^80.
 */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.bigInt(-(2n ** 80n), 2n ** 80n).map(String),
    fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n).map(String),
    fc.constantFrom('null', 'true', '0.5', '-17', '9007199254740993', '-9223372036854775808', '18446744073709551615'),
    fc
      .oneof(fc.string(), fc.constantFrom('\uE000n12345678901234567890', '12345678901234567890'))
      .map((text) => JSON.stringify(text)),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('value'), { maxKeys: 3 }).map(objectText),
  ),
})).value;

function objectText(members: Record<string, string>): string {
  const texts = Object.entries(members).map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return `{${texts.join(',')}}`;
}
