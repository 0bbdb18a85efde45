import type { Json } from '../../plan/json.ts';
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import { checkRepaired } from './check-repaired.ts';
import { definitionFile } from './language.ts';
import type { DefinitionFileSyntax, DefinitionSyntax } from './language.ts';
import type { Places } from './places.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { standsIn } from './repair.ts';
import { byPlace, toDiagnostic } from './report.ts';
import type { Problem } from './report.ts';
import { notADefinition } from './rules/not-a-definition.ts';
import { checkSyntax } from './rules/rules.ts';

export interface ReadDefinition {
  /**
   * Null when the text has not the language's shape at all. With errors it is what is left without the wrong parts: good for
   * finding more problems, never for a plan.
   */
  definition: DefinitionSyntax | null;
  places: Places;
  /** Errors and warnings in the order of the file. */
  diagnostics: Diagnostic[];
  /** Whether a part of this step, or of this key of the schedule, has the wrong shape: what else is said about it may be a consequence. */
  isDamaged: (path: Path) => boolean;
}

/**
 * YAML text → typed syntax with places, and every problem of the text and its shape; never throws.
 * The order: what is no YAML has no shape; what has no definition needs no check of keys; verbs and limits are about steps
 * that have the right shape.
 */
export function readDefinition(text: string, file: string): ReadDefinition {
  const yaml = readYaml(text);
  const { places } = yaml;
  const none = yaml.isReadable ? notADefinition(yaml.value, yaml.starts, places, yaml.lines) : null;
  const shape = !yaml.isReadable || none !== null ? NOTHING : readShape(yaml.value, places);
  const damaged = new Set([...yaml.problems, ...shape.problems].map(({ path }) => unitOf(path)));
  const isDamaged = (path: Path): boolean => unitOf(path) !== '' && damaged.has(unitOf(path));
  // What was refused as YAML is not in the value: that something is missing there is no problem of its own.
  const refused = new Set(yaml.problems.map(({ path }) => path.join('/')));
  const rules = (shape.definition === null ? [] : checkSyntax({ definition: shape.definition, places, isDamaged }))
    .filter(standsIn(yaml.value))
    .filter(({ path }) => !refused.has(path.join('/')));
  const problems = [...yaml.problems, ...(none === null ? [] : [none]), ...shape.problems, ...rules];
  const diagnostics = problems.map((problem) => toDiagnostic(problem, file)).sort(byPlace);
  return { definition: shape.definition, places, diagnostics, isDamaged };
}

interface Shape {
  definition: DefinitionSyntax | null;
  problems: readonly Problem[];
}

const NOTHING: Shape = { definition: null, problems: [] };

function readShape(value: Json, places: Places): Shape {
  const { value: file, problems } = checkRepaired(definitionFile, value, places);
  return { definition: file === null ? null : toSyntax(file), problems };
}

function toSyntax(file: DefinitionFileSyntax): DefinitionSyntax | null {
  const orchestration = file.orchestration ?? null;
  if (file.saga_definition !== undefined) {
    return { kind: 'saga', root: ['saga_definition'], body: file.saga_definition, orchestration };
  }
  if (file.workflow_definition === undefined) return null;
  return { kind: 'workflow', root: ['workflow_definition'], body: file.workflow_definition, orchestration };
}

/** The innermost step that a path leads into, or the schedule's key, as text; empty outside of both. */
function unitOf(path: Path): string {
  if (path[1] === 'schedule') return path.slice(0, 3).join('/');
  for (let index = path.length - 1; index > 0; index--) {
    if (typeof path[index] === 'number' && path[index - 1] === 'steps') return path.slice(0, index + 1).join('/');
  }
  return '';
}
