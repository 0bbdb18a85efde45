import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { bundleWorkflowCode, type BundleOptions } from '@temporalio/worker';

/** The code of all workflows, as a worker runs it. Called by the build, and by a worker whose settings the built bundle does not have. */
export async function bundleWorkflows(
  { payloadConverterPath, failureConverterPath }: DataConverter,
  options: Pick<BundleOptions, 'workflowInterceptorModules' | 'logger'> = {},
): Promise<string> {
  const entry = workflow('index');
  const { code } = await bundleWorkflowCode({
    ...options,
    workflowsPath: entry,
    payloadConverterPath,
    failureConverterPath,
    // Loaded once a worker thread instead of once an execution, and then fast from an execution's first step on: no module here keeps a
    // state of its own, and the SDK freezes what they export.
    preloadModules: [entry, workflow('payload-converter')],
    // Lines are enough in a stack trace; the SDK looks a position up for every promise that a workflow makes.
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-cheap-source-map' }),
  });
  return code;
}

/** From sources the bundler reads TypeScript. */
function workflow(name: string): string {
  return fileURLToPath(
    new URL(`../workflows/${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  );
}
