import type { Idempotency } from '../../plan/plan.ts';
import type { JsonSchema } from '../../plan/json.ts';
import type { Diagnostic, Range } from '../diagnostics/diagnostic.ts';
import type { OrchestrationSyntax } from '../syntax/language.ts';

/** `platform.yaml`, normalised: every default explicit. `${NAME}` references are still text, see `substitute.ts`. */
export interface Platform {
  file: string;
  servers: Record<string, PlatformServer>;
  orchestration: OrchestrationSyntax | null;
  /** Declared, recognised, but not enforced here: what `sagaflow doctor` lists. All are warnings. */
  notInForce: Diagnostic[];
}

export interface PlatformServer {
  name: string;
  /** Where it is declared in `Platform.file`. */
  range: Range;
  transport: PlatformTransport;
  protocol: 'auto' | 'modern' | 'legacy';
  /** Its annotations count. */
  trusted: boolean;
  idempotency: Idempotency | null;
  atomicErrors: boolean;
  /** It refuses a forward call that arrives after its compensation (SAGAS S16). */
  lateCallsRefused: boolean;
  timeoutMs: number | null;
  /** URI schemes whose resources are read here. */
  schemes: string[];
  auth: PlatformAuth | null;
  tools: Record<string, PlatformTool>;
  /** Every `${NAME}` of this server with its place, so that a missing one is reported with variable, server and line. */
  environmentReferences: EnvironmentReference[];
}

/** `env` and `headers` values, `command`, `args` and `url` may hold `${NAME}`. Relative commands are relative to the file's folder. */
export type PlatformTransport =
  | { kind: 'stdio'; command: string; args: string[]; env: Record<string, string> }
  | { kind: 'http' | 'sse'; url: string; headers: Record<string, string> };

/** For `token` and `bot-token` the `Authorization` header is already among the transport's headers. */
export type PlatformAuth =
  { kind: 'token' | 'bot-token'; token: string } | { kind: 'oauth'; clientId: string; clientSecret: string };

/** What `platform.yaml` says about one tool; null where it says nothing. */
export interface PlatformTool {
  outputSchema: JsonSchema | null;
  effect: 'none' | null;
  idempotency: Idempotency | null;
  atomicErrors: boolean | null;
  timeoutMs: number | null;
  classification: 'public' | 'internal' | 'confidential' | 'restricted' | null;
}

export interface EnvironmentReference {
  variable: string;
  range: Range;
}
