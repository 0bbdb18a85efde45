import { delimiter, join, resolve } from 'node:path';
import { watch } from 'chokidar';
import { LOCK_FILE } from '../project/project.ts';
import type { Project } from '../project/project.ts';
import type { Context } from './context.ts';

/** Calls `onChange` shortly after files of the project changed, never twice at once. Gives a function that ends it. */
export function watchProject(context: Context, project: Project, onChange: () => Promise<void>): () => Promise<void> {
  const { cwd, environment } = context;
  const named = environment['SAGAFLOW_DEFINITIONS']?.split(delimiter).filter((path) => path !== '') ?? [];
  const definitions =
    named.length > 0 ? named.map((path) => resolve(cwd, path)) : [join(project.folder, 'definitions')];
  const files = [resolve(cwd, project.platformFile), join(project.folder, LOCK_FILE), ...definitions];
  const watcher = watch(files, {
    ignoreInitial: true,
    ignored: (path, stats) => stats?.isFile() === true && !/\.(?:ya?ml|json)$/.test(path),
  });

  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  watcher.on('all', () => {
    clearTimeout(timer);
    // Editors write a file in several steps, each of which is a change.
    timer = setTimeout(() => {
      running = running.then(onChange);
    }, SETTLE_MS);
  });
  return async () => {
    clearTimeout(timer);
    await watcher.close();
    await running;
  };
}

const SETTLE_MS = 150;
