import type { CST } from 'yaml';
import type { Path } from '../../diagnostics/diagnostic.ts';
import type { LineIndex } from '../../diagnostics/line-index.ts';
import { childTokens } from '../yaml/flat-tokens.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';

export const MAX_FILE_BYTES = 256 * 1024;
const MAX_STEPS = 500;
const MAX_GROUP_DEPTH = 8;
/** Of YAML collections in each other; far above what eight groups and a JSON Schema need, far below what overflows a stack. */
const MAX_NESTING = 100;

/** A larger file (256 kB, where nothing else is said) is refused before it is parsed. */
export function checkSize(text: string, maxBytes: number, lines: LineIndex): Problem | null {
  if (text.length <= maxBytes / 3) return null;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= maxBytes) return null;
  const size = Math.ceil(bytes / 1024).toString();
  return {
    code: 'limits',
    message: `This file has ${size} kB; at most ${(maxBytes / 1024).toString()} kB are read.`,
    path: [],
    range: lines.range(0, 0),
    hint: 'Split the definition: a `workflow:` step starts another one.',
  };
}

/** Looks at the parser's flat token tree with a stack of its own: the composer and everything after it recurse. */
export function checkNesting(tokens: readonly CST.Token[], lines: LineIndex): Problem | null {
  const open = tokens.map((token) => ({ token, depth: 1 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MAX_NESTING) {
      return {
        code: 'limits',
        message: `Collections are nested more than ${MAX_NESTING.toString()} deep here.`,
        path: [],
        range: lines.range(token.offset, token.offset + 1),
      };
    }
    for (const child of childTokens(token)) open.push({ token: child, depth: depth + 1 });
  }
  return null;
}

/** More than 500 steps, or groups nested more than eight deep. `steps` is every step in file order. */
export function checkSteps(steps: readonly { path: Path; depth: number }[], places: Places): Problem[] {
  const problems: Problem[] = [];
  const first = steps[MAX_STEPS];
  if (first !== undefined) {
    problems.push({
      code: 'limits',
      message: `A definition has at most ${MAX_STEPS.toString()} steps; this one has ${steps.length.toString()}.`,
      path: first.path,
      range: places.of([...first.path, 'name'], 'key'),
      hint: 'Move a part of it into a definition of its own and start that with a `workflow:` step.',
    });
  }
  const deep = steps.find((step) => step.depth > MAX_GROUP_DEPTH);
  if (deep !== undefined) {
    problems.push({
      code: 'limits',
      message: `Groups are nested at most ${MAX_GROUP_DEPTH.toString()} deep.`,
      path: deep.path,
      range: places.of([...deep.path, 'name'], 'key'),
    });
  }
  return problems;
}
