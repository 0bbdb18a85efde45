import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { Runtime, type WorkflowBundleOption } from '@temporalio/worker';
import { bundleWorkflows } from './bundle-workflows.ts';

export interface CodeSettings {
  dataConverter: DataConverter;
  /** Paths of modules with workflow interceptors. */
  interceptorModules: readonly string[];
}

/**
 * The workflows' code for one worker: the bundle that the build wrote. Workflow interceptors and a failure converter are part of a bundle, so a
 * worker that has some bundles its own at its start, which takes some seconds; so does one from sources that were not built.
 */
export async function workflowCode({ dataConverter, interceptorModules }: CodeSettings): Promise<WorkflowBundleOption> {
  const isPlain = interceptorModules.length === 0 && dataConverter.failureConverterPath === undefined;
  if (isPlain && existsSync(BUILT)) return { codePath: BUILT };
  const { logger } = Runtime.instance();
  return {
    code: await bundleWorkflows(dataConverter, { workflowInterceptorModules: [...interceptorModules], logger }),
  };
}

const BUILT = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/workflow-bundle.js' : '../workflow-bundle.js', import.meta.url),
);
