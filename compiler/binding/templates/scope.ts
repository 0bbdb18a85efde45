import type { JsonObject, JsonSchema } from '../../../plan/json.ts';
import { withNull } from '../../schemas/types.ts';
import type { Context } from '../context.ts';
import type { StepNode, StepsScope, Visibility } from '../model.ts';
import { enclosingGroups, visibleSteps } from '../names/upstream.ts';

export type Scope = Record<string, JsonSchema | undefined>;

/** The schema of every name that is in scope at a place. `strangers`: step names to treat as of unknown type. */
export function scopeOf(context: Context, sees: Visibility, strangers: readonly string[] = []): Scope {
  if (sees.kind === 'input-only') return { input: context.input };
  const unknown = Object.fromEntries(strangers.map((name) => [name, {}]));
  const seen = (): StepsScope => stepsScope(context, sees);
  const base = {
    input: context.input,
    execution: EXECUTION,
    // Getters: `steps` and `failures` list all upstream steps, and most expressions read only the input.
    get steps() {
      return strangers.length === 0 ? seen().steps : withProperties(seen().steps, unknown);
    },
    get failures() {
      return strangers.length === 0 ? seen().failures : withProperties(seen().failures, unknown);
    },
  };
  const own: Scope = { ...itemScope(sees), ...sees.extra() };
  // An item may be called `steps`, which is reported. `steps` is a getter here, so assigning to it would throw.
  return Object.defineProperties<Scope>(base, Object.getOwnPropertyDescriptors(own));
}

/** The steps whose outputs can be read at a place, whatever the timing. */
export function stepsInSight(context: Context, sees: Visibility): Set<StepNode> {
  if (sees.kind === 'definition') return new Set([...context.steps.values()].filter((step) => step.parent === null));
  if (sees.kind === 'input-only' || sees.step === null) return new Set();
  const upstream = visibleSteps(sees.step);
  for (const child of sees.kind === 'inside' ? sees.step.children : []) upstream.add(child);
  return upstream;
}

/** A step's output as others see it: a list for `for_each`, null possible where it may be skipped or continued. */
export function visibleOutput(step: StepNode): JsonSchema | undefined {
  const { syntax } = step;
  const mayFail = syntax.on_failure === 'continue';
  const one = step.output;
  if (syntax.for_each !== undefined) {
    const list: JsonSchema = { type: 'array', items: one === undefined ? {} : mayFail ? withNull(one) : one };
    return syntax.when === undefined ? list : withNull(list);
  }
  if (one === undefined) return undefined;
  return mayFail || syntax.when !== undefined ? withNull(one) : one;
}

const EXECUTION: JsonSchema = closed({ id: { type: 'string' }, started_at: { type: 'string' } });
const FAILURE: JsonSchema = withNull(closed({ type: { type: 'string' }, message: { type: 'string' } }));
const FAILURES: JsonSchema = withNull({ type: 'array', items: FAILURE });

function stepsScope(context: Context, sees: Visibility): StepsScope {
  const ownTools = sees.call !== null && sees.step?.verb === 'tools' ? sees.step.calls.indexOf(sees.call) : 0;
  const key = `${sees.kind} ${sees.step?.name ?? ''} ${ownTools}`;
  const known = context.scopes.get(key);
  if (known !== undefined) return known;
  const outputs: JsonObject = {};
  const failures: JsonObject = {};
  for (const step of stepsInSight(context, sees)) {
    outputs[step.name] = entryOf(step);
    failures[step.name] = step.syntax.for_each === undefined ? FAILURE : FAILURES;
  }
  if (ownTools > 0 && sees.step !== null) outputs[sees.step.name] = earlierTools(sees.step, ownTools);
  const scope = { steps: closed(outputs), failures: closed(failures) };
  context.scopes.set(key, scope);
  return scope;
}

/** `steps.<name>`: made once a step, when it is bound and its output is known. */
function entryOf(step: StepNode): JsonSchema {
  const known = entries.get(step);
  if (known !== undefined) return known;
  const entry = closed({ output: visibleOutput(step) ?? {}, status: { type: 'string' } });
  entries.set(step, entry);
  return entry;
}

const entries = new WeakMap<StepNode, JsonSchema>();

/** Inside a `tools:` step each tool sees the outputs of those before it. */
function earlierTools(step: StepNode, count: number): JsonSchema {
  const before = step.calls.slice(0, count);
  return closed({ output: closed(Object.fromEntries(before.map((call) => [call.tool.name, call.output ?? {}]))) });
}

/** `as` names and `index` of the loops around a place, the innermost winning. */
function itemScope(sees: Visibility): Scope {
  if (sees.step === null) return {};
  const around = sees.kind === 'before' ? enclosingGroups(sees.step) : [sees.step, ...enclosingGroups(sees.step)];
  const scope: Scope = {};
  for (const step of around.filter((node) => node.syntax.for_each !== undefined).reverse()) {
    scope[step.as] = step.item;
    scope['index'] = { type: 'integer' };
  }
  return scope;
}

function withProperties(schema: JsonSchema, more: JsonObject): JsonSchema {
  const properties = schema['properties'];
  const known = typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties : {};
  return closed({ ...known, ...more });
}

/** An object that has exactly these properties. */
export function closed(properties: JsonObject): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
