/** Names that may be bound from outputs (LANGUAGE "Binding"); a bare `id` says nothing about whose it is. */
export function isIdentifier(property: string): boolean {
  return IDENTIFIER.test(property);
}

const IDENTIFIER = /(?:.Id|_(?:id|key|number|token|ref))$/;

/** The input's name for a tool's property: a bare `id` becomes `<tool>_id`. */
export function inputName(property: string, tool: string): string {
  return property === 'id' ? `${tool.replaceAll(/[^A-Za-z0-9_]+/g, '_')}_id` : property;
}
