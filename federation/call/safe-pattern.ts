import { RE2JS } from 're2js';

export interface SafePattern {
  test(text: string): boolean;
  /** Distinct for distinct patterns; ajv shares compiled patterns by it. */
  toString(): string;
}

/**
 * A JavaScript `pattern` that runs in time linear to the text: servers write these, and one nested quantifier would otherwise
 * stop the process. Undefined for what linear time cannot have (look-around, back-references).
 */
export function compileSafePattern(source: string): SafePattern | undefined {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    return { test: (text) => compiled.matcher(text).find(), toString: () => `/${source}/` };
  } catch {
    return undefined;
  }
}
