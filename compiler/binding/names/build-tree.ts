import { kindOf, type StepKind } from '../../../plan/step-kinds.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { reportDuplicateStepName } from '../reports/duplicate-step-name.ts';
import type { StepSyntax } from '../../syntax/language.ts';
import { verbsOf } from '../../syntax/rules/one-verb.ts';
import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';

/** The steps of a list and its groups as nodes, with names registered; what they say is read in later phases. */
export function buildTree(
  context: Context,
  steps: readonly StepSyntax[],
  path: Path,
  parent: StepNode | null = null,
): StepNode[] {
  const siblings: StepNode[] = [];
  for (const [index, syntax] of steps.entries()) {
    const node = createNode(syntax, [...path, index], parent, siblings);
    siblings.push(node);
    const first = context.steps.get(node.name);
    if (first === undefined) context.steps.set(node.name, node);
    else reportDuplicateStepName(context, node, first);
    // The union of the two shapes leaves the contents of a group untyped; only a step without `tools` has groups.
    if (node.verb === 'group' && syntax.tools === undefined) {
      node.children = buildTree(context, syntax.steps ?? [], [...node.path, 'steps'], node);
    }
  }
  return siblings;
}

function createNode(syntax: StepSyntax, path: Path, parent: StepNode | null, siblings: StepNode[]): StepNode {
  return {
    name: syntax.name,
    verb: verbOf(syntax),
    syntax,
    path,
    parent,
    siblings,
    dependsOn: [],
    children: [],
    uses: new Map(),
    as: syntax.as ?? 'item',
    calls: [],
    child: null,
    childArguments: null,
    fallback: null,
    server: null,
    item: undefined,
    output: undefined,
  };
}

/** A step with several verbs is refused by one-verb. So is one without any, which stands here for one that does nothing. */
function verbOf(syntax: StepSyntax): StepKind {
  if (syntax.tools !== undefined) return 'tools';
  const [first] = verbsOf(syntax);
  return first === undefined ? NOTHING : kindOf(first);
}

const NOTHING: StepKind = 'sleep';
