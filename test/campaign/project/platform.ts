import { SERVERS } from '../ledger/books.ts';

/** The ledger's three servers behind the worker's own wire; quick retries, so that a thousand sagas end within minutes. */
export function platformText(): string {
  const servers = SERVERS.map(
    (name) => `  ${name}:\n${lines(['transport: http', ...SERVER, ...(PROMISES[name] ?? [])])}`,
  );
  return `mcpServers:\n${servers.join('\n')}
orchestration:
  error_handling:
    retry_policy: { initial_interval: 150ms, max_interval: 400ms }
`;
}

const SERVER = ['protocol: legacy', 'trusted: true'];

const PROMISES: Record<string, string[]> = {
  keyed: ['url: "${LEDGER_URL}/keyed"', 'idempotency: meta', 'late_calls: refused'],
  atomic: ['url: "${LEDGER_URL}/atomic"', 'idempotency: meta', 'late_calls: refused', 'atomic_errors: true'],
  plain: ['url: "${LEDGER_URL}/plain"'],
};

function lines(list: readonly string[]): string {
  return list.map((line) => `    ${line}`).join('\n');
}
