import type { Json } from '../../plan/json.ts';
import { parseJson } from '../../plan/numbers/json-text.ts';
import type { Catalog } from '../catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { lineIndex } from '../diagnostics/line-index.ts';
import { checkShape } from '../syntax/check-shape.ts';
import type { Places } from '../syntax/places.ts';
import { readYaml } from '../syntax/yaml/read-yaml.ts';
import { toDiagnostic } from '../syntax/report.ts';
import type { Problem } from '../syntax/report.ts';
import { lockFile } from './language.ts';
import { schemaHash } from './schema-hash.ts';

export type ParsedLock = { ok: true; catalog: Catalog } | { ok: false; diagnostics: Diagnostic[] };

/** The text of `tools.lock.json` → catalog; never throws. A hash that does not fit its schemas was edited by hand and is refused. */
export function parseLock(text: string, file: string): ParsedLock {
  const problems: Problem[] = [];
  const catalog = read(text, problems);
  if (catalog !== null && problems.length === 0) return { ok: true, catalog };
  return {
    ok: false,
    diagnostics: problems.map((problem) => ({ ...toDiagnostic(problem, file), hint: problem.hint ?? REMEDY })),
  };
}

/** Only to find a place in it: many servers make a long file. */
const MAX_LOCK_BYTES = 16 * 1024 * 1024;

const REMEDY = 'Run `sagaflow lock` to write the file again.';

function read(text: string, problems: Problem[]): Catalog | null {
  const value = readLock(text);
  if (value === undefined) {
    problems.push(notJson(text));
    return null;
  }
  const places = lazyPlaces(text);
  const shaped = checkShape(lockFile, value, [], places);
  if (!shaped.ok) {
    problems.push(...shaped.problems);
    return null;
  }
  const { servers } = shaped.value;
  for (const [server, { tools }] of Object.entries(servers)) {
    for (const [tool, declared] of Object.entries(tools)) {
      if (schemaHash(declared) !== declared.schemaHash) problems.push(wrongHash(server, tool, places));
    }
  }
  return { servers };
}

function readLock(text: string): Json | undefined {
  try {
    const value = parseJson(text) as Json;
    dropUnsafe(value);
    return value;
  } catch {
    return undefined;
  }
}

/** Reading JSON makes an own property of `__proto__`; nothing may ever copy it onward. */
function dropUnsafe(value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  Object.values(value).forEach(dropUnsafe);
}

/** JSON is YAML, whose reader knows places; it is asked only when there is something to show. */
function lazyPlaces(text: string): Places {
  let found: Places | undefined;
  const places = (): Places => (found ??= readYaml(text, MAX_LOCK_BYTES).places);
  return {
    of: (path, part) => places().of(path, part),
    within: (path, offset, end) => places().within(path, offset, end),
  };
}

function notJson(text: string): Problem {
  const [first] = readYaml(text, MAX_LOCK_BYTES).problems;
  const range = first?.range ?? lineIndex(text).range(0, 0);
  return {
    code: 'yaml-syntax',
    message: `This file is no JSON.${first === undefined ? '' : ` ${first.message}`}`,
    path: [],
    range,
  };
}

function wrongHash(server: string, tool: string, places: Places): Problem {
  const path = ['servers', server, 'tools', tool, 'schemaHash'];
  return {
    code: 'bad-value',
    message: `The schemaHash of tool "${tool}" of "${server}" does not fit its schemas: the file was edited by hand.`,
    path,
    range: places.of(path),
  };
}
