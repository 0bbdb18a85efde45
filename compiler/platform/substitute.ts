/** The text with every `${NAME}` replaced, or the name of the first variable that `lookup` does not know. `$${` is a literal `${`. */
export function substitute(text: string, lookup: (variable: string) => string | undefined): Substituted {
  let missing: string | undefined;
  const replaced = text.replace(REFERENCE, (written: string, variable: string | undefined) => {
    if (variable === undefined) return written.slice(1);
    const value = lookup(variable);
    if (value === undefined) missing ??= variable;
    return value ?? '';
  });
  return missing === undefined ? { ok: true, text: replaced } : { ok: false, missing };
}

export type Substituted = { ok: true; text: string } | { ok: false; missing: string };

/** Names of the variables that a text refers to, in order, with their offsets. */
export function variablesIn(text: string): { variable: string; at: number; end: number }[] {
  return [...text.matchAll(REFERENCE)].flatMap((match) =>
    match[1] === undefined ? [] : [{ variable: match[1], at: match.index, end: match.index + match[0].length }],
  );
}

/** Where `${` stands that is neither a reference nor escaped, or undefined. */
export function malformedReference(text: string): number | undefined {
  const at = text.replace(REFERENCE, (written) => ' '.repeat(written.length)).indexOf('${');
  return at === -1 ? undefined : at;
}

const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
