import type { Reference } from '../../plan/expressions/references.ts';
import type { Template } from '../../plan/expressions/template.ts';
import type { JsonSchema } from '../../plan/json.ts';
import type { Idempotency, Plan, RetryPolicy, Timeouts } from '../../plan/plan.ts';
import type { StepKind } from '../../plan/step-kinds.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { StepSyntax } from '../syntax/language.ts';
import type { Finding } from '../syntax/report.ts';

/**
 * What the phases between syntax and plan share: a tree of nodes that each phase completes, and what binding looks for. It imports
 * no phase, so every phase and every report can import it.
 */

export interface StepNode {
  name: string;
  verb: StepKind;
  syntax: StepSyntax;
  path: Path;
  parent: StepNode | null;
  /** The list it stands in, in the order of the text. */
  siblings: StepNode[];
  /** Siblings it waits for; cycles are already broken (and reported). */
  dependsOn: StepNode[];
  children: StepNode[];
  /** Every template of the step that is not part of a call. */
  uses: Map<string, Use>;
  as: string;
  /** One for `action`, several for `tools`, else none. */
  calls: CallNode[];
  child: ChildDefinition | null;
  /** `workflow:` only: the child's arguments. */
  childArguments: BoundArguments | null;
  /** What stands in for a call, for `action` and `resource`. */
  fallback: FallbackNode | null;
  /**
   * `resource` only: the server that reads the URI. Null: none was found, which is reported, or there was no catalog to look in; a
   * plan that was compiled without a catalog can be shown, but not started.
   */
  server: string | null;
  /** `for_each`: the schema of one item; undefined = unknown. Set when bound. */
  item: JsonSchema | undefined;
  /** One iteration's output; undefined = unknown. Set when bound. */
  output: JsonSchema | undefined;
}

export type FallbackNode = { kind: 'call'; call: CallNode } | { kind: 'value'; value: Use };

export interface ChildDefinition {
  plan: Plan;
  planHash: string;
}

export interface CallNode {
  step: StepNode;
  role: 'forward' | 'fallback';
  /** Of the YAML value that names the tool. */
  path: Path;
  /** Where `arguments` stand or would stand. */
  argumentsPath: Path;
  tool: ToolFacts;
  written: Use | null;
  bindsByName: boolean;
  bound: BoundArguments;
  /** The raw result, as the tool or platform.yaml declares it; undefined = unknown. */
  result: JsonSchema | undefined;
  /** The result after `output:`. */
  output: JsonSchema | undefined;
  projection: Use | null;
  effect: boolean;
  idempotency: Idempotency;
  atomicErrors: boolean;
  compensation: CompensationNode | null;
  noCompensationReason: string | null;
  probe: ProbeNode | null;
  timeout: Timeouts;
  retry: RetryPolicy;
}

export interface CompensationNode {
  call: CallNode;
  path: Path;
  argumentsPath: Path;
  tool: ToolFacts;
  written: Use | null;
  writtenWithoutOutput: Use | null;
  bound: BoundArguments;
  withoutOutput: Template | null;
  needsOutput: boolean;
  timeout: Timeouts;
  retry: RetryPolicy;
}

export interface ProbeNode {
  call: CallNode;
  path: Path;
  argumentsPath: Path;
  tool: ToolFacts;
  written: Use | null;
  bound: BoundArguments;
  happened: Use;
  result: Use | null;
  timeout: Timeouts;
}

/** The arguments of one call after binding. `sources` has only what was bound by name. */
export interface BoundArguments {
  /** An object whose entries are in the order of the tool's schema, or one expression for the whole object. */
  template: Template;
  sources: Map<string, Source>;
}

/** Where a value bound by name comes from. */
export interface Source {
  /** The expression's text: two sources are the same when their texts are. */
  text: string;
  template: Template;
  schema: JsonSchema;
  /** In words, for `explain` and messages. */
  why: string;
}

/** What is to be bound: the arguments of a tool, or the input of a child definition. */
export interface Target {
  step: StepNode;
  /** Null for a child definition. */
  call: CallNode | null;
  /** The tool's or definition's name. */
  name: string;
  schema: JsonSchema | null;
  written: Use | null;
  bindsByName: boolean;
  /** The argument that carries the idempotency key: whoever sends the call fills it in. */
  keyArgument: string | null;
  /** Where problems are shown. */
  path: Path;
  argumentsPath: Path;
}

/** One property of a target that looks for its value. */
export interface Wanted {
  target: Target;
  property: string;
  schema: JsonSchema;
  isRequired: boolean;
}

/** One reason why a property is in the inferred input. */
export interface Need {
  /** Name in the input. */
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
  /** In words: `tool "charge_card" of step "charge_payment"`. */
  who: string;
  path: Path;
  /** Bound by name: then sharing it with another tool is worth a warning. */
  isByName: boolean;
}

/** How a definition names a tool: the server may be left out when exactly one has it. */
export interface ToolName {
  server: string | undefined;
  serverPath: Path;
  tool: string;
  toolPath: Path;
}

/** What is known of a tool: catalog, platform.yaml and defaults in one place. */
export interface ToolFacts {
  server: string;
  name: string;
  /** With `$ref`s inlined; null when there is no catalog to ask. */
  inputSchema: JsonSchema | null;
  /** As declared, for the plan. */
  outputSchema: JsonSchema | null;
  /** What expressions see; undefined = unknown. */
  result: JsonSchema | undefined;
  effect: boolean;
  idempotency: Idempotency;
  atomicErrors: boolean;
  lateCallsRefused: boolean;
  timeoutMs: number | null;
  schemaHash: string | null;
}

/** A template with its place in the file and what it can see. */
export interface Use {
  template: Template;
  path: Path;
  sees: Visibility;
  /** What its value must be. */
  wants: 'boolean' | 'list' | 'text' | 'any';
}

/** The schemas of `steps` and `failures`, as one place in the definition sees them. */
export interface StepsScope {
  steps: JsonSchema;
  failures: JsonSchema;
}

/** A template when all schemas are known. The rules about values report what is wrong with it; an editor shows its type. */
export interface TypedUse {
  use: Use;
  /** Of its value; undefined = unknown. */
  schema: JsonSchema | undefined;
  /** What the type check says about its expressions. */
  findings: Finding[];
  /** `steps` or `failures`, read as a whole or by a computed name: nobody can tell which steps are meant. */
  unnamed: Read[];
  /** Reads of steps that exist, but whose outputs cannot be seen from here. They count as of unknown type. */
  strangers: (Read & { name: string })[];
}

/** One place in a template that reads a root such as `steps`. */
export interface Read {
  reference: Reference;
  /** Of the YAML text that the offsets of the reference count in. */
  within: Path;
}

/** Which names beside `input`, `execution` and what is upstream are in scope. */
export interface Visibility {
  step: StepNode | null;
  call: CallNode | null;
  /** `definition`: all top-level steps. `input-only`: nothing but `input`. `before`: the step without its own item. `inside`: a group's own steps too. */
  kind: 'definition' | 'input-only' | 'before' | 'step' | 'inside';
  /** Extra roots with their schemas, evaluated when they are needed (they are known only after binding). */
  extra: () => Record<string, JsonSchema | undefined>;
  isCompensation: boolean;
}
