/**
 * The syntax tree of an expression. It is plain JSON because it travels inside the plan, and what a node means is
 * versioned with the plan (PLAN_VERSION), not with the code that happens to read it.
 */
export interface Expression {
  /** The text between `${{` and `}}` without surrounding spaces, kept for messages. */
  source: string;
  /** Where `source` begins in the YAML string it was cut from, in UTF-16 units; 0 when it stands alone. */
  start: number;
  root: Node;
}

/** Every node carries `at`, a UTF-16 offset into the source: the operator or name to point at when it fails. */
export type Node =
  | LiteralNode
  | NameNode
  | MemberNode
  | IndexNode
  | GroupNode
  | UnaryNode
  | BinaryNode
  | ConditionalNode
  | ListNode
  | ObjectNode
  | CallNode
  | MacroNode;

export type LiteralNode = { kind: 'literal'; at: number; value: null | boolean | number | bigint | string };

export type NameNode = { kind: 'name'; at: number; name: string };

/** `of.name` and `of?.name`; `at` is the name's. */
export type MemberNode = { kind: 'member'; at: number; of: Node; name: string; optional?: true };

/** `of[index]` and `of?.[index]`; `at` is the bracket's and `end` follows the closing one. */
export type IndexNode = { kind: 'index'; at: number; end: number; of: Node; index: Node; optional?: true };

/** Parentheses around an optional chain: `(a?.b).c` fails where `a?.b.c` is null. Other parentheses leave no node. */
export type GroupNode = { kind: 'group'; at: number; inner: Node };

export type UnaryNode = { kind: 'unary'; at: number; operator: UnaryOperator; operand: Node };

export type BinaryNode = { kind: 'binary'; at: number; operator: BinaryOperator; left: Node; right: Node };

export type ConditionalNode = { kind: 'conditional'; at: number; condition: Node; whenTrue: Node; whenFalse: Node };

export type ListNode = { kind: 'list'; at: number; items: Node[] };

export type ObjectNode = { kind: 'object'; at: number; entries: { key: Node; value: Node }[] };

/**
 * `exact`: a function that reads integers from text keeps all their digits. Plans that were compiled before integers beyond 2^53 - 1 were exact
 * do not say so, and their executions go on with what the function gave then.
 */
export type CallNode = { kind: 'call'; at: number; name: string; args: Node[]; exact?: true };

export type MacroNode = { kind: 'macro'; at: number; macro: MacroName; list: Node; variable: string; body: Node };

export type UnaryOperator = '!' | '-';

export type BinaryOperator =
  '??' | '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

export const MACRO_NAMES = ['map', 'filter', 'exists', 'all'] as const;

export type MacroName = (typeof MACRO_NAMES)[number];
