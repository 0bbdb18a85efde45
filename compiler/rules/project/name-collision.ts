import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ReadDefinition } from '../../syntax/read-definition.ts';
import { toDiagnostic } from '../../syntax/report.ts';

/** Two files with a definition of the same name: it is a workflow type and a facade tool, so both would answer to it. */
export function nameCollisions(files: readonly { file: string; read: ReadDefinition }[]): Diagnostic[] {
  const first = new Map<string, { file: string; read: ReadDefinition }>();
  const found: Diagnostic[] = [];
  for (const entry of files) {
    const { definition } = entry.read;
    if (definition === null) continue;
    const other = first.get(definition.body.name);
    if (other === undefined) first.set(definition.body.name, entry);
    else found.push(collision(entry, other, definition.body.name));
  }
  return found;
}

function collision(
  entry: { file: string; read: ReadDefinition },
  other: { file: string; read: ReadDefinition },
  name: string,
): Diagnostic {
  const placeOf = ({ read }: { read: ReadDefinition }) => [...(read.definition?.root ?? []), 'name'];
  const path = placeOf(entry);
  return toDiagnostic(
    {
      code: 'name-collision',
      message: `There is another definition "${name}", in "${other.file}".`,
      path,
      range: entry.read.places.of(path),
      hint: 'Give one of them another name.',
      related: [{ message: 'The other one.', file: other.file, range: other.read.places.of(placeOf(other)) }],
    },
    entry.file,
  );
}
