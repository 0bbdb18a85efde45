import type { ChildResult } from './binding/context.ts';
import type { CompileOptions, CompileResult } from './compilation.ts';
import { readDefinition } from './syntax/read-definition.ts';
import type { ReadDefinition } from './syntax/read-definition.ts';
import type { StepSyntax } from './syntax/language.ts';

/** What definitions that are compiled together share: each child is read and compiled once. */
export interface Session {
  options: CompileOptions;
  read: Map<string, { read: ReadDefinition; file: string } | null>;
  compiled: Map<string, CompileResult>;
}

export function createSession(options: CompileOptions): Session {
  return { options, read: new Map(), compiled: new Map() };
}

/** Compiles what a `workflow:` step of definition `parent` names. A way back to the parent is found before anything is compiled. */
export function findChild(
  session: Session,
  parent: string,
  name: string,
  compileRead: (read: ReadDefinition, file: string, session: Session) => CompileResult,
): ChildResult {
  if (name === parent) return { kind: 'cycle', names: [parent, name] };
  const found = readNamed(session, name);
  if (found === null) return { kind: 'unknown', known: [...(session.options.definitions?.names?.() ?? [])] };
  const back = pathBetween(session, name, parent, new Set());
  if (back !== null) return { kind: 'cycle', names: [parent, ...back] };
  const result = session.compiled.get(name) ?? compileRead(found.read, found.file, session);
  session.compiled.set(name, result);
  if (!result.ok) return { kind: 'invalid', diagnostics: result.diagnostics };
  return { kind: 'compiled', child: { plan: result.plan, planHash: result.planHash } };
}

function readNamed(session: Session, name: string): { read: ReadDefinition; file: string } | null {
  const known = session.read.get(name);
  if (known !== undefined) return known;
  const source = session.options.definitions?.(name);
  const found = source === undefined ? null : { read: readDefinition(source.text, source.file), file: source.file };
  session.read.set(name, found);
  return found;
}

/** The names that lead from one definition to another through `workflow:` steps, both ends included, or null. */
function pathBetween(session: Session, from: string, to: string, seen: Set<string>): string[] | null {
  if (seen.has(from)) return null;
  seen.add(from);
  for (const child of childNames(session, from)) {
    const rest = child === to ? [to] : pathBetween(session, child, to, seen);
    if (rest !== null) return [from, ...rest];
  }
  return null;
}

function childNames(session: Session, name: string): string[] {
  return namesIn(readNamed(session, name)?.read.definition?.body.steps ?? []);
}

function namesIn(steps: readonly StepSyntax[]): string[] {
  return steps.flatMap((step) => {
    if (step.tools !== undefined) return [];
    return [...(step.workflow === undefined ? [] : [step.workflow]), ...namesIn(step.steps ?? [])];
  });
}
