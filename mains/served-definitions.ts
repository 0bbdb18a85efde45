import type { ServedDefinitions } from '../api/operations/ports.ts';
import type { LiveProject } from './live-project.ts';

/** A live project's definitions as operations see them. */
export function servedDefinitions(live: LiveProject): ServedDefinitions {
  return {
    find(name) {
      const { plans, texts } = live.project();
      const compiled = plans.get(name);
      if (compiled === undefined) return undefined;
      const { plan, planHash, skipped, file } = compiled;
      return { plan, planHash, skipped, source: texts.get(file) ?? '' };
    },
    names: () => [...live.project().plans.keys()].sort(),
    broken: () =>
      live.problems().map(({ file, message, range }) => ({ file: `${file}:${String(range.start.line)}`, message })),
    onChange: (listener) => live.onChange(listener),
  };
}
