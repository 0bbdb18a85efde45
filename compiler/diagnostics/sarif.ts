import type { Json, JsonObject } from '../../plan/json.ts';
import { DIAGNOSTIC_CODES, factsOf } from './codes.ts';
import type { DiagnosticCode } from './codes.ts';
import type { Diagnostic, Range } from './diagnostic.ts';

/** SARIF 2.1.0, which code hosts show at the changed lines. `version` is the tool's. */
export function toSarif(diagnostics: readonly Diagnostic[], version: string): JsonObject {
  const used = DIAGNOSTIC_CODES.filter((code) => diagnostics.some((diagnostic) => diagnostic.code === code));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sagaflow', version, rules: used.map(toRule) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => toResult(diagnostic, used.indexOf(diagnostic.code))),
      },
    ],
  };
}

function toRule(code: DiagnosticCode): Json {
  return { id: code, shortDescription: { text: factsOf(code).says } };
}

function toResult(diagnostic: Diagnostic, ruleIndex: number): Json {
  const { code, severity, message, hint, file, range, related } = diagnostic;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: hint === undefined ? message : `${message} ${hint}` },
    locations: [toLocation(file, range)],
    ...(related === undefined
      ? {}
      : {
          relatedLocations: related.map((place) => ({
            ...toLocation(place.file, place.range),
            message: { text: place.message },
          })),
        }),
  };
}

function toLocation(file: string, { start, end }: Range): JsonObject {
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(file) },
      region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    },
  };
}

/** Relative references keep their slashes; everything else is percent-encoded. */
function toUri(file: string): string {
  return file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
