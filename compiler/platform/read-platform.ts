import type { Json } from '../../plan/json.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkRepaired } from '../syntax/check-repaired.ts';
import type { Places } from '../syntax/places.ts';
import { readYaml } from '../syntax/yaml/read-yaml.ts';
import { standsIn } from '../syntax/repair.ts';
import { byPlace, toDiagnostic } from '../syntax/report.ts';
import type { Problem } from '../syntax/report.ts';
import { BLOCK_NAMES, isInForce, policiesOf } from './blocks.ts';
import { declaredServers } from './declared-servers.ts';
import type { DeclaredServer } from './declared-servers.ts';
import { platformFile } from './language.ts';
import type { PlatformFileSyntax } from './language.ts';
import { normaliseServer } from './normalise-server.ts';
import type { Platform } from './platform.ts';
import { checkPlatform } from './rules/rules.ts';

export interface ReadPlatform {
  /** Null when there is an error. */
  platform: Platform | null;
  /** Errors and warnings in the order of the file. */
  diagnostics: Diagnostic[];
}

/** The text of `platform.yaml` (or of a host's JSON with `mcpServers`: JSON is YAML) → what it declares; never throws. */
export function readPlatform(text: string, file: string): ReadPlatform {
  const yaml = readYaml(text);
  const { places } = yaml;
  const problems = [...yaml.problems];
  const [, second] = yaml.starts;
  if (second !== undefined) problems.push(severalDocuments(yaml.lines.range(second, second + 3)));
  // An empty file is a platform without servers; one that could not be read is none.
  const value: Json = yaml.isReadable && yaml.value === null ? {} : yaml.value;
  const shape = yaml.isReadable ? checkRepaired(platformFile, value, places) : { value: null, problems: [] };
  problems.push(...shape.problems);
  const declared = shape.value === null ? null : declaredServers(shape.value, places);
  if (shape.value !== null && declared !== null) {
    problems.push(
      ...declared.problems,
      ...checkPlatform(shape.value, declared.servers, places).filter(standsIn(value)),
    );
  }
  const diagnostics = problems.map((problem) => toDiagnostic(problem, file)).sort(byPlace);
  const isWrong = diagnostics.some(({ severity }) => severity === 'error');
  if (isWrong || shape.value === null || declared === null) return { platform: null, diagnostics };
  return { platform: toPlatform(file, shape.value, declared.servers, places, diagnostics), diagnostics };
}

function toPlatform(
  file: string,
  syntax: PlatformFileSyntax,
  servers: readonly DeclaredServer[],
  places: Places,
  diagnostics: readonly Diagnostic[],
): Platform {
  const normalised = servers.map((server) => normaliseServer(server, places)).filter((server) => server !== null);
  return {
    file,
    servers: Object.fromEntries(normalised.map((server) => [server.name, server])),
    orchestration: syntax.orchestration ?? null,
    policies: policiesOf(syntax),
    inForce: BLOCK_NAMES.filter((name) => syntax[name] !== undefined && isInForce(name)),
    notInForce: diagnostics.filter(({ code }) => code === 'not-yet-in-force'),
  };
}

function severalDocuments(range: Problem['range']): Problem {
  return {
    code: 'not-a-definition',
    message: 'A platform file is one YAML document; this one holds several.',
    path: [],
    range,
  };
}
