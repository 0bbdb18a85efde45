import type { Json } from '../../json.ts';
import type { MacroNode } from '../ast.ts';
import type { Budget } from '../budget.ts';
import { charge } from '../budget.ts';
import { Fault } from '../errors.ts';
import { absorb } from './logic.ts';
import { typeOf, withArticle } from '../values.ts';

/** `list.map(x, body)` and its kin; `evaluateBody` gives the body's value for one item. Throws a Fault. */
export function evaluateMacro(node: MacroNode, list: Json, budget: Budget, evaluateBody: (item: Json) => Json): Json {
  if (!Array.isArray(list)) {
    const hint = typeOf(list) === 'object' ? `; write keys(x).${node.macro}(…) for an object` : '';
    throw new Fault(`The macro "${node.macro}" takes a list, not ${withArticle(typeOf(list))}${hint}.`, node.at);
  }
  charge(budget, list.length, node.at);
  const holds = (item: Json): boolean => {
    const value = evaluateBody(item);
    if (typeof value === 'boolean') return value;
    throw new Fault(`The body of "${node.macro}" gives a bool, not ${withArticle(typeOf(value))}.`, node.body.at);
  };
  switch (node.macro) {
    case 'map':
      return list.map(evaluateBody);
    case 'filter':
      return list.filter(holds);
    case 'exists':
    case 'all':
      return absorb(
        list.map((item) => () => holds(item)),
        node.macro === 'exists',
      );
  }
}
