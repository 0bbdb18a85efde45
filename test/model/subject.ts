import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { evaluateTemplate } from '../../plan/expressions/evaluate-template.ts';
import type { foldPast } from '../../history/past/fold-past.ts';
import type { classify } from '../../plan/outcome.ts';
import type { recover } from '../../workflows/recover.ts';
import type { createInterpreter } from '../../workflows/interpreter/interpret.ts';
import type { initialState } from '../../workflows/interpreter/state/state.ts';

/** What the model looks at: the interpreter, and the parts of a worker that a pure model can run. */
export interface Subject {
  createInterpreter: typeof createInterpreter;
  initialState: typeof initialState;
  classify: typeof classify;
  evaluateTemplate: typeof evaluateTemplate;
  foldPast: typeof foldPast;
  recover: typeof recover;
}

/**
 * Loads the sources to look at: this tree's, or those of another copy of it (`root` holds its `plan/`, `workflows/` and `activities/`), which is how a
 * seeded bug is shown to be caught.
 */
export async function loadSubject(root: string | null): Promise<Subject> {
  const folder = root === null ? fileURLToPath(new URL('../../', import.meta.url)) : resolve(root);
  const load = async (file: string): Promise<unknown> => import(pathToFileURL(resolve(folder, file)).href);
  const modules = await Promise.all(PARTS.map(load));
  return Object.assign({}, ...modules) as Subject;
}

const PARTS = [
  'workflows/interpreter/interpret.ts',
  'workflows/interpreter/state/state.ts',
  'plan/outcome.ts',
  'plan/expressions/evaluate-template.ts',
  'history/past/fold-past.ts',
  'workflows/recover.ts',
];
