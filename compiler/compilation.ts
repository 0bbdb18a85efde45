import type { Plan } from '../plan/plan.ts';
import type { Binding } from './binding/bindings.ts';
import type { Catalog } from './catalog.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { Platform } from './platform/platform.ts';
import type { Schedule } from './schedule/schedule.ts';

export interface CompileOptions {
  /** For messages. */
  file?: string;
  /** Without it nothing about tools is checked or bound; the worker refuses such a plan. */
  catalog?: Catalog | null;
  platform?: Platform | null;
  /** The definitions that `workflow:` steps may name. */
  definitions?: DefinitionSource;
}

export type CompileResult = Compiled | { ok: false; diagnostics: Diagnostic[] };

export interface Compiled {
  ok: true;
  plan: Plan;
  /** `sha256:…` of the plan's canonical JSON. */
  planHash: string;
  /** When it starts by itself; null: never. No part of the plan. */
  schedule: Schedule | null;
  warnings: Diagnostic[];
  /** What was bound by name, in the order of the plan. */
  bindings: Binding[];
  /** Sentences: which checks were not made, and why. */
  skipped: string[];
}

/** Finds a definition by its name, for `workflow:` steps. `names`: for *did you mean*. */
export interface DefinitionSource {
  (name: string): { text: string; file: string } | undefined;
  names?: () => Iterable<string>;
}
