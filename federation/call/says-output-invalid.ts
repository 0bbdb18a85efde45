const mostCharacters = 2_000;

/**
 * Whether an error is about what the tool returned, so that the tool has run. The official SDKs check results after that: TypeScript
 * ("Output validation error: …", "… has an output schema but no structured content was provided", "Invalid structured content for tool …"),
 * Python ("outputSchema defined but no structured output returned", "1 validation error for addOutput"), Go ("validating tool output").
 *
 * It may find more than there is, as its answer only ever makes us more careful. Each alternative begins with a word and takes linear time.
 */
export function saysOutputInvalid(text: string): boolean {
  return pattern.test(text.slice(0, mostCharacters));
}

const pattern =
  /output[ _-]?schema|output[ _-]?validation|structured[ _-]?(?:content|output)|validating (?:tool )?output|validation errors? for \w*output/i;
