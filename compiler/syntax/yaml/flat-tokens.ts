import type { CST } from 'yaml';

/** Every token below the given ones in file order, without recursion. */
export function flatTokens(tokens: readonly CST.Token[]): CST.Token[] {
  const flat: CST.Token[] = [];
  const open = [...tokens].reverse();
  for (let token = open.pop(); token !== undefined; token = open.pop()) {
    flat.push(token);
    open.push(...childTokens(token).reverse());
  }
  return flat;
}

export function childTokens(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (token.type !== 'block-map' && token.type !== 'block-seq' && token.type !== 'flow-collection') return [];
  return token.items.flatMap((item) => [item.key, item.value].filter((child) => child !== null && child !== undefined));
}
