import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

/** The text of a file of the repository. */
export function fileText(path: string): string {
  return readFileSync(repositoryPath(path), 'utf8');
}

export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Every document of a YAML file of the repository, with `<<` merged. Throws when one is broken. */
export function readYaml<Document>(path: string): Document[] {
  return [...parseAllDocuments(fileText(path), { merge: true })].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as Document;
  });
}
