import type { Catalog } from './catalog.ts';
import { createSession } from './children.ts';
import type { Session } from './children.ts';
import type { CompileResult, DefinitionSource } from './compilation.ts';
import { compileRead } from './compile.ts';
import type { Platform } from './platform/platform.ts';
import { nameCollisions } from './rules/project/name-collision.ts';
import { readDefinition } from './syntax/read-definition.ts';
import type { ReadDefinition } from './syntax/read-definition.ts';
import { byPlace } from './syntax/report.ts';

export interface DefinitionFile {
  /** For messages. */
  file: string;
  text: string;
}

export interface FileResult {
  file: string;
  /** The definition's name, as far as it could be read. */
  name: string | null;
  result: CompileResult;
}

/**
 * Compiles the definitions of a folder together: they are each other's children, and no two have the same name. One result a file,
 * in the order given. Pure; never throws.
 */
export function compileAll(
  files: readonly DefinitionFile[],
  options: { catalog?: Catalog | null; platform?: Platform | null } = {},
): FileResult[] {
  const texts = files.map((file) => ({ ...file, read: readDefinition(file.text, file.file) }));
  const session = createSession({ ...options, definitions: sourceOf(texts) });
  for (const { file, read } of texts) {
    const name = nameOf(read);
    if (name !== null && !session.read.has(name)) session.read.set(name, { read, file });
  }
  const collisions = nameCollisions(texts);
  return texts.map(({ file, read }) => {
    const result = compileOnce(read, file, session);
    const found = collisions.filter((diagnostic) => diagnostic.file === file);
    return { file, name: nameOf(read), result: found.length === 0 ? result : refused(result, found) };
  });
}

/** A definition that another one starts was compiled already. */
function compileOnce(read: ReadDefinition, file: string, session: Session): CompileResult {
  const name = nameOf(read);
  const known = name !== null && session.read.get(name)?.read === read ? session.compiled.get(name) : undefined;
  return known ?? compileRead(read, file, session);
}

function nameOf(read: ReadDefinition): string | null {
  return read.definition?.body.name ?? null;
}

function sourceOf(texts: readonly (DefinitionFile & { read: ReadDefinition })[]): DefinitionSource {
  const byName = new Map<string, DefinitionFile>();
  for (const { file, text, read } of texts) {
    const name = nameOf(read);
    if (name !== null && !byName.has(name)) byName.set(name, { file, text });
  }
  return Object.assign((name: string) => byName.get(name), { names: () => byName.keys() });
}

function refused(result: CompileResult, found: readonly CompileDiagnostic[]): CompileResult {
  const others = result.ok ? result.warnings : result.diagnostics;
  return { ok: false, diagnostics: [...others, ...found].sort(byPlace) };
}

type CompileDiagnostic = Extract<CompileResult, { ok: false }>['diagnostics'][number];
