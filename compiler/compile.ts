import { canonicalJson } from '../plan/hash/canonical-json.ts';
import type { Json } from '../plan/json.ts';
import type { Plan } from '../plan/plan.ts';
import { sha256Hex } from '../plan/hash/sha256.ts';
import { analyse } from './binding/analyse.ts';
import type { Analysis } from './binding/analyse.ts';
import { bindingsOf } from './binding/bindings.ts';
import { createReporter } from './binding/context.ts';
import type { Context } from './binding/context.ts';
import { createSession, findChild } from './children.ts';
import type { Session } from './children.ts';
import type { CompileOptions, CompileResult } from './compilation.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { emitPlan } from './emit/emit-plan.ts';
import { checkPlanSize } from './rules/plan/limits.ts';
import { checkRules } from './rules/rules.ts';
import { emitSchedule } from './schedule/emit-schedule.ts';
import type { DefinitionSyntax } from './syntax/language.ts';
import type { Places } from './syntax/places.ts';
import { readDefinition } from './syntax/read-definition.ts';
import type { ReadDefinition } from './syntax/read-definition.ts';
import { byPlace } from './syntax/report.ts';

export type { Compiled, CompileOptions, CompileResult } from './compilation.ts';

/** A text whose names are resolved and whose expressions have types, as far as its mistakes allow. */
export interface AnalysedText {
  /** Null: the text holds no definition that could be looked into; `diagnostics` say why. */
  definition: { context: Context; analysis: Analysis } | null;
  /** From a path in the definition to its place in the text. */
  places: Places;
  /** What reading and binding found, in the order in which it was found. What the rules find is `compile`'s to say. */
  diagnostics: Diagnostic[];
}

/** YAML text → plan, or all of its problems in the order of the file. Pure; never throws. */
export function compile(text: string, options: CompileOptions = {}): CompileResult {
  return compileAnalysed(analyseText(text, options));
}

/**
 * YAML text → what it means, also for a text with mistakes. `compile` makes the plan of it. It is for those who must know more than a
 * plan says: an editor's hover (the tool behind a name, where an argument comes from, the type of an expression in `uses`) and
 * completion (`scopeOf` at a place: which names can be read there), and checks that follow data from step to step. Catalog and
 * platform are arguments, as for `compile`. Pure; never throws.
 */
export function analyseText(text: string, options: CompileOptions = {}): AnalysedText {
  const file = options.file ?? 'definition.yaml';
  return analyseRead(readDefinition(text, file), file, createSession(options));
}

/** `compile` for a text that is already read; `session` is shared by all definitions that are compiled together. */
export function compileRead(read: ReadDefinition, file: string, session: Session): CompileResult {
  return compileAnalysed(analyseRead(read, file, session));
}

function analyseRead(read: ReadDefinition, file: string, session: Session): AnalysedText {
  const diagnostics = [...read.diagnostics];
  const { places } = read;
  if (read.definition === null) return { definition: null, places, diagnostics };
  const context = createContext(read, read.definition, { file, session, diagnostics });
  return { definition: { context, analysis: analyse(context) }, places, diagnostics };
}

/** Rules and plan add to `diagnostics`, through the reporter of the context. */
function compileAnalysed({ definition, diagnostics }: AnalysedText): CompileResult {
  const found = (): Diagnostic[] => [...diagnostics].sort(byPlace);
  if (definition === null) return { ok: false, diagnostics: found() };
  const { context, analysis } = definition;
  checkRules(context, analysis);
  if (hasErrors(diagnostics)) return { ok: false, diagnostics: found() };
  const emitted = emit(context, analysis);
  if (hasErrors(diagnostics)) return { ok: false, diagnostics: found() };
  const schedule = emitSchedule(context.definition);
  const beside = { schedule, bindings: bindingsOf(analysis), skipped: [...context.skipped] };
  return { ok: true, ...emitted, ...beside, warnings: found() };
}

function emit(context: Context, analysis: Analysis): { plan: Plan; planHash: string } {
  const plan = emitPlan(context, analysis);
  const text = canonicalJson(plan as unknown as Json);
  checkPlanSize(context, text.length);
  return { plan, planHash: `sha256:${sha256Hex(text)}` };
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function createContext(
  read: ReadDefinition,
  definition: DefinitionSyntax,
  { file, session, diagnostics }: { file: string; session: Session; diagnostics: Diagnostic[] },
): Context {
  return {
    definition,
    file,
    catalog: session.options.catalog ?? null,
    platform: session.options.platform ?? null,
    child: (name) => findChild(session, definition.body.name, name, compileRead),
    skipped: new Set(),
    steps: new Map(),
    uses: [],
    targets: [],
    needs: [],
    input: undefined,
    hasWrittenInput: definition.body.input !== undefined,
    scopes: new Map(),
    ...createReporter(file, read, diagnostics),
  };
}
