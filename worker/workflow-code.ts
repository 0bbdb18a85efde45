import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { Runtime, type WorkflowBundleOption } from '@temporalio/worker';
import { stringifyJson } from '../plan/numbers/json-text.ts';
import { MISSING_GLOBAL, type MissingAttributes } from '../workflows/search-attributes.ts';
import { bundleWorkflows } from './bundle-workflows.ts';

export interface CodeSettings {
  dataConverter: DataConverter;
  /** Paths of modules with workflow interceptors. */
  interceptorModules: readonly string[];
  missingAttributes: MissingAttributes;
}

/**
 * The workflows' code for one worker: the bundle that the build wrote. Workflow interceptors and a failure converter are part of a bundle, so a
 * worker that has some bundles its own at its start, which takes some seconds; so does one from sources that were not built.
 */
export async function workflowCode(settings: CodeSettings): Promise<WorkflowBundleOption> {
  const { dataConverter, interceptorModules, missingAttributes } = settings;
  const isPlain = interceptorModules.length === 0 && dataConverter.failureConverterPath === undefined;
  const hasBuilt = isPlain && existsSync(BUILT);
  if (hasBuilt && missingAttributes.size === 0) return { codePath: BUILT };
  const { logger } = Runtime.instance();
  const options = { workflowInterceptorModules: [...interceptorModules], logger };
  const code = hasBuilt ? await readFile(BUILT, 'utf8') : await bundleWorkflows(dataConverter, options);
  return { code: `${prelude(missingAttributes)}${code}` };
}

/** What workflows need to know of this worker's namespace. On the bundle's first line, so that the positions of its source map stay true. */
function prelude(missing: MissingAttributes): string {
  return `globalThis.${MISSING_GLOBAL} = Object.freeze(${stringifyJson([...missing])}); `;
}

const BUILT = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/workflow-bundle.js' : '../workflow-bundle.js', import.meta.url),
);
