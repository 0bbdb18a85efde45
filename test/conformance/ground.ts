import type { ConformanceOptions } from './options.ts';
import type { Tools } from './tools/install-tools.ts';

/** What every part stands on. */
export interface Ground {
  options: ConformanceOptions;
  tools: Tools;
  /** The repository's folder; its `dist` is what runs. */
  root: string;
  /** Gets logs, reports and projects. */
  out: string;
  /** For child processes: nothing in it leads to another Sagaflow or Temporal. */
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
}
