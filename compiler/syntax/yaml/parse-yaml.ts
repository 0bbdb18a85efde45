import { Composer, Parser } from 'yaml';
import type { CST, Document } from 'yaml';
import { lineIndex } from '../../diagnostics/line-index.ts';
import type { LineIndex } from '../../diagnostics/line-index.ts';
import { checkNesting, checkSize } from '../rules/limits.ts';
import { yamlSyntax } from '../rules/yaml-syntax.ts';
import type { Problem } from '../report.ts';

export interface ParsedYaml {
  /** Empty when there are problems. */
  documents: Document.Parsed[];
  lines: LineIndex;
  problems: Problem[];
}

/**
 * YAML 1.2 core text → documents with source places, or every syntax problem. Size and nesting are checked before anything
 * recurses over the text; aliases are never expanded, duplicate keys are left to a rule of our own (the package's check is quadratic).
 */
export function parseYaml(text: string, maxBytes: number): ParsedYaml {
  const lines = lineIndex(text);
  const tooLarge = checkSize(text, maxBytes, lines);
  if (tooLarge !== null) return { documents: [], lines, problems: [tooLarge] };
  const tokens = [...new Parser().parse(text)];
  const tooDeep = checkNesting(tokens, lines);
  if (tooDeep !== null) return { documents: [], lines, problems: [tooDeep] };
  const documents = compose(tokens, text.length);
  const problems = yamlSyntax({ text, tokens, errors: documents.flatMap((document) => document.errors), lines });
  return { documents: problems.length === 0 ? documents : [], lines, problems };
}

function compose(tokens: CST.Token[], length: number): Document.Parsed[] {
  const composer = new Composer({
    uniqueKeys: false,
    version: '1.2',
    schema: 'core',
    merge: false,
    // All digits arrive; toValue makes ordinary numbers of what fits into one.
    intAsBigInt: true,
    prettyErrors: false,
  });
  return [...composer.compose(tokens, false, length)];
}
