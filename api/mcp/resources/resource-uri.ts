/** What a `sagaflow:` URI names. */
export type ResourceTarget = { kind: 'definition'; name: string } | { kind: 'execution'; id: string };

const DEFINITIONS = 'sagaflow://definitions/';
const EXECUTIONS = 'sagaflow://executions/';

export const DEFINITION_TEMPLATE = `${DEFINITIONS}{name}`;
export const EXECUTION_TEMPLATE = `${EXECUTIONS}{id}`;

export function definitionUri(name: string): string {
  return DEFINITIONS + encodeURIComponent(name);
}

/** Null for any other URI. Ids contain a slash: it may be written as such or percent-encoded. */
export function parseResourceUri(uri: string): ResourceTarget | null {
  if (uri.startsWith(DEFINITIONS)) {
    const name = decoded(uri.slice(DEFINITIONS.length));
    return name === null ? null : { kind: 'definition', name };
  }
  if (!uri.startsWith(EXECUTIONS)) return null;
  const id = decoded(uri.slice(EXECUTIONS.length));
  return id === null ? null : { kind: 'execution', id };
}

function decoded(text: string): string | null {
  try {
    return text === '' ? null : decodeURIComponent(text);
  } catch {
    return null;
  }
}
