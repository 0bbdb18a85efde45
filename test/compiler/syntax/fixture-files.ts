import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Fixture {
  /** File name without extension; of an invalid fixture it begins with a diagnostic code. */
  name: string;
  file: string;
  text: string;
  /** Where the expected diagnostics stand in their printed form; `vitest -u` writes it. */
  expected: string;
  isExpectationWritten: boolean;
}

/** The YAML files of one folder under test/fixtures. */
export function fixtures(folder: string): Fixture[] {
  const directory = fixturePath(folder);
  const files = readdirSync(directory).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => {
    const expected = join(directory, `${basename(file, '.yaml')}.txt`);
    const text = readFileSync(join(directory, file), 'utf8');
    return { name: basename(file, '.yaml'), file, text, expected, isExpectationWritten: existsSync(expected) };
  });
}

export function fixturePath(path: string): string {
  return fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));
}
