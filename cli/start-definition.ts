import { OperationError } from '../api/operations/errors.ts';
import type { Operations } from '../api/operations/operations.ts';
import type { Started } from '../api/operations/start/start.ts';
import type { Context } from '../mains/context.ts';
import { openProject } from '../mains/open-project.ts';
import { serveOnce } from '../mains/served-definitions.ts';
import { withOperations } from '../mains/with-operations.ts';
import { completeCatalog } from '../mains/with-servers.ts';
import { findCompiled } from './find-compiled.ts';
import { readJsonOption } from './json-option.ts';
import { callerOf } from './who.ts';

/** Options that `start` and `run` share. */
export interface StartOptions {
  input: string;
  id?: string;
  after?: string;
  json?: true;
}

/**
 * Starts a definition, and runs `then` with the operations on the same connection. Input and project are read before Temporal is asked
 * for, so that nothing is half started when one of them is wrong.
 */
export async function withStarted<T>(
  context: Context,
  definition: string,
  options: StartOptions,
  then: (operations: Operations, started: Started) => Promise<T>,
): Promise<T> {
  const input = await readJsonOption(context, '--input', options.input);
  const project = await completeCatalog(context, await openProject(context));
  const { skipped } = findCompiled(context, project, definition);
  if (skipped.length > 0) {
    const message = `"${definition}" cannot start, because its tools' schemas are not known: ${skipped.join(' ')}`;
    throw new OperationError('definition-not-ready', message);
  }
  const { id, after } = options;
  return withOperations(
    context,
    async (operations) => then(operations, await operations.start(callerOf(context), { definition, input, id, after })),
    serveOnce(context, project),
  );
}
