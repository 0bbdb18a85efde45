import { appendFileSync, readFileSync } from 'node:fs';

/** How a tool of the paying servers ends. Only `declined` is a refusal: everything else comes after the effect. */
export type Mode =
  | 'good'
  /** Before the effect, by the tool itself. */
  | 'declined'
  /** A result without the structured content that the tool declares. */
  | 'nothing'
  /** Structured content that does not fit what the tool declares. */
  | 'misfit'
  /** Never. */
  | 'silent';

export interface Entry {
  /** The server as `platform.yaml` names it is not known here; its kind and wire are. */
  server: string;
  tool: string;
  name: string;
}

/** The books of all paying servers of a test: one file, one line for each tool that ran. */
export function openBooks(file: string): { write(entry: Entry): void; read(): Entry[] } {
  return {
    write: (entry) => {
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
    read: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Entry),
  };
}
