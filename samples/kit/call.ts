import { isDeepStrictEqual } from 'node:util';
import type { Journal, JournalLine } from './journal.ts';
import { openJournal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import { createLedger } from './ledger.ts';
import { withLock } from './lock.ts';
import type { Switches } from './switches.ts';
import { createSwitches } from './switches.ts';
import type { Decision, Tool, Values } from './tool.ts';
import { Refusal } from './tool.ts';

export interface Place {
  server: string;
  dir: string;
  environment: Record<string, string | undefined>;
}

type Answer = { content: { type: 'text'; text: string }[]; structuredContent?: Values; isError?: true };
export type Call = (tool: Tool, args: Values, meta: Values | undefined) => Promise<Answer>;

type Facts = Omit<JournalLine, 'at' | 'event'>;
type Outcome = { result: Values; event: 'applied' | 'repeated' | 'read' } | { refused: string };

interface Desk extends Place {
  journal: Journal;
  ledger: Ledger;
  switches: Switches;
}

/** Opens the server's books; the returned function answers one `tools/call`, whichever SDK it came through. */
export function openDesk(place: Place): Call {
  const journal = openJournal(place.dir, place.server);
  const switches = createSwitches(place.dir, place.environment);
  const desk: Desk = { ...place, journal, ledger: createLedger(), switches };
  return (tool, args, meta) => answer(desk, tool, factsOf(place.server, tool, args, meta));
}

function factsOf(server: string, tool: Tool, args: Values, meta: Values | undefined): Facts {
  return {
    server,
    tool: tool.name,
    key: textOrNull(meta?.['io.sagaflow/idempotency-key']),
    compensates: textOrNull(meta?.['io.sagaflow/compensates']),
    execution: meta?.['io.sagaflow/execution'] ?? null,
    arguments: args,
  };
}

async function answer(desk: Desk, tool: Tool, facts: Facts): Promise<Answer> {
  const write = (event: JournalLine['event'], more: Partial<JournalLine> = {}) => {
    desk.journal.append([{ at: new Date().toISOString(), ...facts, event, ...more }]);
  };
  write('received');
  await desk.switches.slowDown(tool.name, facts.arguments);
  const outcome = await withLock(desk.dir, desk.server, () => settle(desk, tool, facts));
  if ('refused' in outcome) return { content: [{ type: 'text', text: outcome.refused }], isError: true };
  if (outcome.event === 'applied') await desk.switches.hold(tool.name);
  write('replied', outcome.event === 'repeated' ? { repeated: true } : {});
  return { content: [{ type: 'text', text: JSON.stringify(outcome.result) }], structuredContent: outcome.result };
}

/** Runs inside the lock: reads what other processes wrote, decides, and writes the decision before anyone else decides. */
function settle(desk: Desk, tool: Tool, facts: Facts): Outcome {
  for (const line of desk.journal.readNew()) desk.ledger.fold(line);
  const line = (event: JournalLine['event'], more: Partial<JournalLine>): JournalLine => ({
    at: new Date().toISOString(),
    ...facts,
    event,
    ...more,
  });
  try {
    const stored = storedAnswer(desk.ledger, facts);
    if (stored !== undefined) return { result: stored, event: 'repeated' };
    if (desk.ledger.switchedFailures(tool.name) < desk.switches.failures(tool.name)) {
      const reason = `${tool.name} fails because its switch "fail" is on.`;
      desk.journal.append([line('refused', { reason, switched: true })]);
      return { refused: reason };
    }
    const decision = tool.decide(facts.arguments, desk.ledger, facts.compensates);
    if (tool.kind === 'read') return { result: decision.result, event: 'read' };
    desk.journal.append(linesOf(decision, tool, facts, line));
    return { result: decision.result, event: 'applied' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    desk.journal.append([line('refused', { reason: error.message })]);
    return { refused: error.message };
  }
}

/** Only successes are remembered under a key: a refused call had no effect and may be tried again. */
function storedAnswer(ledger: Ledger, { key, tool, arguments: args }: Facts): Values | undefined {
  if (key === null) return undefined;
  if (ledger.isTombstoned(key)) throw new Refusal(`${tool} came too late: the call with this key was already undone.`);
  const stored = ledger.answerTo(key);
  if (stored === undefined) return undefined;
  if (stored.tool !== tool || !isDeepStrictEqual(stored.arguments, args)) {
    throw new Refusal(`${tool} was called with the key of a different call to ${stored.tool}.`);
  }
  return stored.result;
}

function linesOf(
  { result, effect, undone }: Decision,
  tool: Tool,
  facts: Facts,
  line: (event: JournalLine['event'], more: Partial<JournalLine>) => JournalLine,
): JournalLine[] {
  const tombstoned = facts.compensates ?? (tool.kind === 'undo' ? undone?.key : null) ?? null;
  const applied = effect !== undefined || tombstoned === null ? [line('applied', { result, effect })] : [];
  return tombstoned === null ? applied : [...applied, line('tombstoned', { result, compensates: tombstoned })];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
