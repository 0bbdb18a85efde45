/** Says on the way here that a request may come without its body. */
export const BODY_OPTIONAL = 'x-body-optional';

/** Anything in an OpenAPI document that has members. */
type Node = Record<string, unknown>;

/**
 * What the generator cannot know: answers may get new members, bodies that may be missing are not required, and schemas that nothing
 * refers to are left out.
 */
export function finishDocument(document: object): object {
  const finished = structuredClone(document) as Node;
  for (const operation of operationsOf(finished)) {
    const body = nodeOf(operation['requestBody']);
    if (body !== null && operation[BODY_OPTIONAL] === true) body['required'] = false;
    Reflect.deleteProperty(operation, BODY_OPTIONAL);
    for (const answer of Object.values(nodeOf(operation['responses']) ?? {})) open(answer);
  }
  const components = nodeOf(finished['components']);
  const schemas = nodeOf(components?.['schemas']);
  if (components !== null && schemas !== null) {
    open(schemas);
    // Bodies of requests stand where they are used.
    components['schemas'] = Object.fromEntries(Object.entries(schemas).filter(([name]) => !name.endsWith('Input')));
  }
  return finished;
}

function operationsOf(document: Node): Node[] {
  const paths = Object.values(nodeOf(document['paths']) ?? {});
  return paths.flatMap((path) => Object.values(nodeOf(path) ?? {}).map((operation) => nodeOf(operation) ?? {}));
}

/** Lets objects have members that this version does not know. */
function open(value: unknown): void {
  if (Array.isArray(value)) value.forEach(open);
  const node = nodeOf(value);
  if (node === null) return;
  if (node['additionalProperties'] === false) delete node['additionalProperties'];
  Object.values(node).forEach(open);
}

function nodeOf(value: unknown): Node | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : null;
}
