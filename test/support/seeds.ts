import { existsSync, readFileSync } from 'node:fs';

export type Seed =
  '000_federation' | '001_integration_patterns' | '002_orchestration_lesson' | '004_infrastructure_guide';

/**
 * A document that the project was asked to run; cut up by the tests themselves. The one that was handed over, where it lies beside the
 * checkout; elsewhere the copy that is kept, so that a clone is tested wherever it stands.
 */
export function seedText(name: Seed): string {
  const handedOver = new URL(`../../../shared/seeds/${name}.txt`, import.meta.url);
  return readFileSync(existsSync(handedOver) ? handedOver : keptSeed(name), 'utf8');
}

/** Where the copy of a document is kept, byte for byte. */
export function keptSeed(name: Seed): URL {
  return new URL(`../fixtures/seeds/${name}.txt`, import.meta.url);
}

/** The YAML block of the integration patterns that begins with this key, byte for byte. */
export function seedBlock(key: string): string {
  for (const [, text] of seedText('001_integration_patterns').matchAll(/```yaml\n([^`]*)```/g)) {
    if (text?.startsWith(`${key}:`) === true) return text;
  }
  throw new Error(`The seed has no block "${key}".`);
}

/** The first JSON object in a document that has this key, from its opening to its closing brace. */
export function seedObject(name: Seed, key: string): string {
  const text = seedText(name);
  const start = text.lastIndexOf('{', text.indexOf(`"${key}"`));
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, index + 1);
  }
  throw new Error(`The seed has no object with "${key}".`);
}
