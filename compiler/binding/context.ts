import type { Catalog } from '../catalog.ts';
import { factsOf } from '../diagnostics/codes.ts';
import type { Diagnostic, Path, RelatedPlace } from '../diagnostics/diagnostic.ts';
import type { Platform } from '../platform/platform.ts';
import type { DefinitionSyntax } from '../syntax/language.ts';
import type { Places } from '../syntax/places.ts';
import { toDiagnostic } from '../syntax/report.ts';
import type { Finding } from '../syntax/report.ts';
import type { JsonSchema } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { BoundArguments, ChildDefinition, Need, StepNode, StepsScope, Target, Use } from './model.ts';

/** What every phase of one compilation can see and add to. */
export interface Context {
  definition: DefinitionSyntax;
  file: string;
  catalog: Catalog | null;
  platform: Platform | null;
  /** Compiles the definition a `workflow:` step names, or says why it cannot. */
  child: (name: string) => ChildResult;
  /** Sentences: checks that were not made, and why. */
  skipped: Set<string>;
  /** By name; of two equal names the first. */
  steps: Map<string, StepNode>;
  /** Every template of the file, to be checked when all schemas are known. */
  uses: Use[];
  /** Everything that was bound. When the inferred input is finished, optional arguments may still be bound to it. */
  targets: { target: Target; bound: BoundArguments }[];
  /** What the inferred input must hold. */
  needs: Need[];
  /** The input that expressions see; undefined while it is still being inferred. */
  input: JsonSchema | undefined;
  /** Whether the definition has an `input:` of its own. */
  hasWrittenInput: boolean;
  /** Schemas of `steps` and `failures`, by the place that they are seen from; filled by templates/scope.ts. */
  scopes: Map<string, StepsScope>;
  report: (finding: Finding) => void;
  related: (path: Path, message: string) => RelatedPlace;
}

export type ChildResult =
  | { kind: 'compiled'; child: ChildDefinition }
  | { kind: 'unknown'; known: string[] }
  | { kind: 'cycle'; names: string[] }
  | { kind: 'invalid'; diagnostics: Diagnostic[] };

export type Reporter = Pick<Context, 'report' | 'related'>;

/**
 * Makes findings into diagnostics. The same finding is reported once; what may only follow from a part of the step that could not be
 * read is not reported at all.
 */
export function createReporter(
  file: string,
  read: { places: Places; isDamaged: (path: Path) => boolean },
  diagnostics: Diagnostic[],
): Reporter {
  const seen = new Set<string>();
  const { places } = read;
  return {
    report: ({ at, ...problem }) => {
      if (factsOf(problem.code).isConsequence === true && read.isDamaged(problem.path)) return;
      const range =
        typeof at === 'object' ? places.within(problem.path, at.offset, at.end) : places.of(problem.path, at);
      const key = stringifyJson([problem.code, range, problem.message]);
      if (seen.has(key)) return;
      seen.add(key);
      diagnostics.push(toDiagnostic({ ...problem, range }, file));
    },
    related: (path, message) => ({ message, file, range: places.of(path) }),
  };
}
