import fc from 'fast-check';

/**
 * Sources that are well typed in CEL and here alike. Numbers are doubles (written with a point), they stay small, and
 * nothing divides by zero, because on those CEL and this language differ on purpose.
 */
type Sources = {
  bool: string;
  number: string;
  text: string;
  list: string;
  any: string;
};

const small = fc.integer({ min: -8, max: 8 }).map((n) => `${n}.0`);
const half = fc.constantFrom('0.5', '2.0', '4.0', '-2.0');
const literalText = fc.constantFrom("'a'", "'héllo'", '"b\\n"', "r'\\d'", "''", "'''it's'''", "'🐱'");
const index = fc.constantFrom('0', '1', '2', '3');

const { any } = fc.letrec<Sources>((tie) => {
  const both = (separator: string, a: fc.Arbitrary<string>, b = a) =>
    fc.tuple(a, b).map(([left, right]) => `(${left} ${separator} ${right})`);
  const choice = (value: fc.Arbitrary<string>) =>
    fc.tuple(tie('bool'), value, value).map(([condition, left, right]) => `(${condition} ? ${left} : ${right})`);
  const comparisons = ['<', '<=', '>', '>=', '==', '!='];
  const shallow = { maxDepth: 4, depthSize: 'small' } as const;
  return {
    bool: fc.oneof(
      shallow,
      fc.constantFrom('true', 'false', 'yes', 'no'),
      tie('bool').map((value) => `!${value}`),
      ...['&&', '||', '==', '!='].map((operator) => both(operator, tie('bool'))),
      ...comparisons.map((operator) => both(operator, tie('number'))),
      ...comparisons.map((operator) => both(operator, tie('text'))),
      both('==', tie('list')),
      both('in', tie('number'), tie('list')),
      fc.tuple(tie('list'), tie('bool')).map(([list, body]) => `${list}.exists(e, e > 1.0 && ${body})`),
      fc.tuple(tie('list'), tie('number')).map(([list, body]) => `${list}.all(e, e < ${body})`),
      choice(tie('bool')),
    ),
    number: fc.oneof(
      shallow,
      small,
      fc.constantFrom('a', 'b', 'o.x', 'o["x"]'),
      both('+', tie('number')),
      both('-', tie('number')),
      both('*', tie('number'), half),
      both('/', tie('number'), half),
      tie('number').map((value) => `(-(${value}))`),
      tie('list').map((list) => `double(size(${list}))`),
      tie('text').map((text) => `double(size(${text}))`),
      fc.tuple(tie('list'), index).map(([list, position]) => `${list}[${position}]`),
      choice(tie('number')),
    ),
    text: fc.oneof(
      shallow,
      literalText,
      fc.constantFrom('s', 't', 'o.y'),
      both('+', tie('text')),
      tie('bool').map((value) => `string(${value})`),
      choice(tie('text')),
    ),
    list: fc.oneof(
      shallow,
      fc.constantFrom('list', 'none', '[]'),
      fc.array(tie('number'), { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      both('+', tie('list')),
      fc.tuple(tie('list'), half).map(([list, factor]) => `${list}.map(m, m * ${factor})`),
      fc.tuple(tie('list'), tie('number')).map(([list, limit]) => `${list}.filter(f, f > ${limit})`),
      choice(tie('list')),
    ),
    any: fc.oneof(
      tie('bool'),
      tie('number'),
      tie('text'),
      tie('list'),
      fc
        .tuple(tie('number'), tie('text'), tie('list'))
        .map(([x, y, z]) => `{'x': ${x}, 'y': [${y}], 'z': {'w': ${z}}}`),
    ),
  };
});

// Macros nest at most two deep here and do not in CEL.
export const typedExpression = any.filter((source) => !nestsMacros(source) && source.length < 2000);

function nestsMacros(source: string): boolean {
  let nested = 0;
  const stack: boolean[] = [];
  for (const [token] of source.matchAll(/\.(?:map|filter|exists|all)\(|[()]/g)) {
    if (token === ')') nested -= stack.pop() === true ? 1 : 0;
    else {
      stack.push(token !== '(');
      nested += token === '(' ? 0 : 1;
      if (nested > 2) return true;
    }
  }
  return false;
}
