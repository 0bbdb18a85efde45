/** Where refusals are told; a pino logger is one. */
export interface IdentityLog {
  warn(facts: Record<string, unknown>, message: string): void;
}
