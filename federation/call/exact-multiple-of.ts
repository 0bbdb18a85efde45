import { _, str } from 'ajv';
import { isMultipleOf } from '../../plan/validation/is-multiple-of.ts';
import type { StandIns } from '../../plan/validation/stand-ins.ts';
import type { Engine } from './engine.ts';

/** Replaces ajv's `multipleOf`, which would calculate with stand-ins. It goes on as ajv does where there are none. */
export function addExactMultipleOf(engine: Engine, numberOf: StandIns['numberOf']): void {
  engine.removeKeyword('multipleOf');
  engine.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    error: {
      message: ({ schemaCode }) => str`must be multiple of ${schemaCode}`,
      params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}`,
    },
    validate: (divisorDouble: number, double: number) => {
      const [number, divisor] = [numberOf(double), numberOf(divisorDouble)];
      if (number !== double || divisor !== divisorDouble) return isMultipleOf(number, divisor);
      const quotient = double / divisorDouble;
      return quotient === Number.parseInt(String(quotient));
    },
  });
}
