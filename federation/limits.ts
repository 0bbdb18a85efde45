/** What a server may make us hold in memory or walk through; each is far above what honest servers send. */
export const limits = {
  /** SAGAS O10: default and ceiling for one result, bytes of JSON. */
  resultBytes: 256 * 1024,
  resultBytesCeiling: 2 * 1024 * 1024,
  /** One message on the wire. Above the result ceiling, so that an oversized result can still be measured and named. */
  messageBytes: 16 * 1024 * 1024,
  /** Levels of nesting in arguments, results and schemas. */
  depth: 100,
  schemaBytes: 256 * 1024,
  /** Subschemas after following every local `$ref`, against schemas that grow exponentially. */
  schemaNodes: 50_000,
  pages: 64,
  /** Reaching a server at all; less than any call's deadline, so that a dead host reads as never sent. */
  connectMs: 10_000,
  /** Finding out where a server is, before it is connected. */
  resolveMs: 10_000,
  listEntries: 5_000,
  errorText: 300,
  stderrLines: 20,
} as const;

/** Longest delay a Node timer keeps. */
export const longestTimerMs = 2_147_483_647;

/** A server's text inside our sentence: one line, bounded. */
export function shorten(text: string, length: number = limits.errorText): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
