import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../compiler/suggest.ts';

describe('didYouMean', () => {
  const names = ['charge_card', 'refund_charge', 'size', 'input', 'id'];

  it.each([
    ['charge_crad', 'charge_card'],
    ['Charge_Card', 'charge_card'],
    ['sise', 'size'],
    ['inptu', 'input'],
    ['ids', 'id'],
  ])('takes %s for %s', (word, meant) => {
    expect(didYouMean(word, names)).toBe(meant);
  });

  it.each(['shipment', 'x_y_z', ''])('does not guess at %j', (word) => {
    expect(didYouMean(word, names)).toBeUndefined();
  });
});
