/** The id of a response that does not parse: SDKs write it first or last. A request of the server has ids of its own. */
export function findId(head: string, tail: string): number | undefined {
  if (isAsked.test(head)) return undefined;
  const match =
    /^\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d{1,15})\s*,/.exec(head) ??
    /^\s*\{\s*"id"\s*:\s*(\d{1,15})\s*,/.exec(head) ??
    /,\s*"id"\s*:\s*(\d{1,15})\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(tail);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Among the first members, before any `params` or `result`, is a method. */
const isAsked = /^\s*\{(?:\s*"(?:jsonrpc|id)"\s*:\s*(?:"[^"]*"|\d+)\s*,)*\s*"method"\s*:/;
