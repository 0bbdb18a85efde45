import type { Expression, Node } from './ast.ts';
import type { Path, Template } from './template.ts';

/** A path that an expression reads from its scope. */
export interface Reference {
  root: string;
  /** The properties below the root as far as they are written out; list positions are not part of it. */
  path: string[];
  /** Read only where absence is allowed for: some part is reached through `?.`, or it is the left of a `??`. */
  optional: boolean;
  /** Offsets in the YAML string the expression was cut from. */
  at: number;
  end: number;
}

/** What an expression reads, in the order it is written; the variables of macros are not references. */
export function references(expression: Expression): Reference[] {
  const found: Reference[] = [];
  collect(expression.root, { bound: [], optional: false }, found);
  const { start } = expression;
  return found.map((reference) => ({ ...reference, at: reference.at + start, end: reference.end + start }));
}

/** What all expressions of a template read; `within` is the place of the YAML string they stand in. */
export function templateReferences(template: Template): (Reference & { within: Path })[] {
  return expressionsOf(template).flatMap(({ expression, within }) => {
    return references(expression).map((reference) => ({ ...reference, within }));
  });
}

/** All expressions of a template with the place of the YAML string they stand in. */
export function expressionsOf(template: Template, within: Path = []): { expression: Expression; within: Path }[] {
  switch (template.kind) {
    case 'literal':
      return [];
    case 'expression':
      return [{ expression: template.expression, within }];
    case 'text':
      return template.parts.flatMap((part) => (typeof part === 'string' ? [] : [{ expression: part, within }]));
    case 'list':
      return template.items.flatMap((item, index) => expressionsOf(item, [...within, index]));
    case 'object':
      return template.entries.flatMap(({ key, value }) => expressionsOf(value, [...within, key]));
  }
}

interface Place {
  bound: readonly string[];
  optional: boolean;
}

function collect(node: Node, place: Place, found: Reference[]): void {
  if (node.kind === 'name' || node.kind === 'member' || node.kind === 'index') {
    collectChain(node, place, found);
    return;
  }
  if (node.kind === 'binary' && node.operator === '??') {
    collect(node.left, { ...place, optional: true }, found);
    collect(node.right, place, found);
    return;
  }
  if (node.kind === 'macro') {
    collect(node.list, { ...place, optional: false }, found);
    collect(node.body, { bound: [...place.bound, node.variable], optional: false }, found);
    return;
  }
  const inner = node.kind === 'group' ? place : { ...place, optional: false };
  for (const child of childrenOf(node)) collect(child, inner, found);
}

/** The parts of a node that are evaluated in its own scope. */
export function childrenOf(node: Node): Node[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'member':
      return [node.of];
    case 'index':
      return [node.of, node.index];
    case 'group':
      return [node.inner];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'list':
      return node.items;
    case 'object':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'call':
      return node.args;
    case 'macro':
      return [node.list];
  }
}

function collectChain(node: Node, place: Place, found: Reference[]): void {
  const path: string[] = [];
  const indices: Node[] = [];
  let { optional } = place;
  let end = -1;
  let here: Node = node;
  while (here.kind === 'member' || here.kind === 'index') {
    const key = here.kind === 'member' ? here.name : staticKey(here.index);
    if (key === undefined) {
      // What follows an index that is not written out hangs below an unknown item.
      path.length = 0;
      end = -1;
    } else {
      path.unshift(key);
      if (end < 0) end = here.kind === 'member' ? here.at + here.name.length : here.end;
    }
    if (here.kind === 'index') indices.unshift(here.index);
    optional ||= here.optional === true;
    here = here.of;
  }
  if (here.kind !== 'name') {
    collect(here, { ...place, optional }, found);
  } else if (!place.bound.includes(here.name)) {
    found.push({ root: here.name, path, optional, at: here.at, end: end < 0 ? here.at + here.name.length : end });
  }
  for (const index of indices) collect(index, { ...place, optional: false }, found);
}

function staticKey(index: Node): string | undefined {
  return index.kind === 'literal' && typeof index.value === 'string' ? index.value : undefined;
}
