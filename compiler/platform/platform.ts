import type { Diagnostic, Range } from '../diagnostics/diagnostic.ts';
import type { OrchestrationSyntax } from '../syntax/language.ts';
import type { BlockName, PlatformPolicies } from './blocks.ts';
import type { ServerSettings } from './server-keys.ts';

/** `platform.yaml`, normalised: every default explicit. `${NAME}` references are still text, see `substitute.ts`. */
export interface Platform {
  file: string;
  servers: Record<string, PlatformServer>;
  orchestration: OrchestrationSyntax | null;
  /**
   * What the other blocks say that some room obeys, by the name of the block: a room reads its own here. Empty while none of them is
   * in force; `blocks.ts` is the table of them.
   */
  policies: PlatformPolicies;
  /** The blocks of this file that are obeyed, in the order of that table. */
  inForce: BlockName[];
  /** Declared and recognised, but obeyed by nobody yet: what `sagaflow doctor` lists. All are warnings. */
  notInForce: Diagnostic[];
}

export interface PlatformServer extends ServerSettings {
  name: string;
  /** Where it is declared in `Platform.file`. */
  range: Range;
  transport: PlatformTransport;
  /** Every `${NAME}` of this server with its place, so that a missing one is reported with variable, server and line. */
  environmentReferences: EnvironmentReference[];
}

/** `env` and `headers` values, `command`, `args` and `url` may hold `${NAME}`. Relative commands are relative to the file's folder. */
export type PlatformTransport =
  | { kind: 'stdio'; command: string; args: string[]; env: Record<string, string> }
  | { kind: 'http' | 'sse'; url: string; headers: Record<string, string> };

export interface EnvironmentReference {
  variable: string;
  range: Range;
}
