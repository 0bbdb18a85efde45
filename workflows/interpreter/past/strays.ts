import { failureOf } from '../../../plan/failure-types.ts';
import { intent, isDue, type LedgerEntry } from '../../../plan/ledger.ts';
import { mayBeInForce, type Past, type PastCall, type PastChild } from '../../../plan/past.ts';
import type { Plan } from '../../../plan/plan.ts';
import { park } from '../park/park.ts';
import { observe, stop, type Run } from '../state/run.ts';
import { adoptCall, adoptChild } from './adopt.ts';

/**
 * What other runs did and this plan has no step for: they ran another version of the definition. No program knows how it is undone, so it
 * is named to people, and stands in the ledger until they have said what became of it.
 */
export function straysOf(plan: Plan, past: Pick<Past, 'calls' | 'children'>): LedgerEntry[] {
  const calls = past.calls.filter((call) => mayBeInForce(call) && adoptCall(plan, call) === null);
  const children = past.children.filter((child) => mayBeInForce(child) && adoptChild(plan, child) === null);
  return [...calls.map(strayCall), ...children.map(strayChild)];
}

function strayCall({ path, key, epoch, outcome, scheduledAt }: PastCall): LedgerEntry {
  return intent({ path, key, epoch, outcome, position: NOWHERE, sentAt: scheduledAt, isStray: true });
}

function strayChild({ path, id: key, epoch, handed }: PastChild): LedgerEntry {
  const outcome = handed === null ? 'effect_possible' : 'ok';
  return intent({ path, key, epoch, outcome, position: NOWHERE, isStray: true });
}

const NOWHERE = { steps: [], call: 0 };

/** Puts those that are new into the ledger. */
export function adoptStrays(run: Run, past: Past): void {
  const { ledger } = run.state;
  const known = new Set(ledger.map(({ key }) => key));
  ledger.push(...straysOf(run.plan, past).filter(({ key }) => !known.has(key)));
}

/** Before the way forward goes on, and before it completes: a person has seen what else is in force. False when nobody could be asked. */
export async function askForward(run: Run): Promise<boolean> {
  const strays = openStrays(run);
  if (strays.length === 0) return true;
  const decided = await park(run, {
    ...placeOf(strays),
    direction: 'forward',
    allowed: ['resume', 'compensate'],
    message: `${describe(strays)} "resume" goes on and leaves it as it is; "compensate" undoes what this definition can undo.`,
    texts: { resume: { does: 'goes on; what the definition does not have stays in force' } },
  });
  if (decided === null) return false;
  if (decided.verb === 'resume') for (const entry of strays) entry.state = 'left';
  else {
    const failure = failureOf('StaleEffects', describe(strays));
    stop(run, { kind: 'failed', step: strays[0]?.path ?? 'reset', failure, undoes: true });
  }
  return true;
}

/** At the end of the way back. False when nobody could be asked in this run. */
export async function askOnWayBack(run: Run): Promise<boolean> {
  const strays = openStrays(run);
  if (strays.length === 0) return true;
  const decided = await park(run, {
    ...placeOf(strays),
    direction: 'compensation',
    allowed: ['mark_compensated', 'skip'],
    message: `${describe(strays)} Undo it by hand.`,
    texts: {
      mark_compensated: {
        does: 'you say that you undid all of it yourself; the execution ends SagaPartiallyCompensated',
        example: { evidence: 'what you did' },
      },
    },
  });
  if (decided === null) return false;
  for (const entry of strays) {
    entry.state = decided.verb === 'skip' ? 'left' : 'marked';
    observe(run, { type: 'compensation_left', path: entry.path, why: decided.verb === 'skip' ? 'skipped' : 'marked' });
  }
  return true;
}

/** None in an execution that has passed this place before anybody was asked: it goes on as it did. */
function openStrays(run: Run): LedgerEntry[] {
  const strays = run.state.ledger.filter((entry) => entry.isStray === true && isDue(entry));
  if (strays.length === 0) return strays;
  // Asked once a run: what was answered on replay must hold for all of it.
  run.past.asksAboutStrays ??= run.effects.patched('strays');
  return run.past.asksAboutStrays ? strays : [];
}

function placeOf([first]: readonly LedgerEntry[]): { path: string; step: string } {
  const path = first?.path ?? 'reset';
  return { path, step: path };
}

function describe(strays: readonly LedgerEntry[]): string {
  const list = strays.slice(0, MAX_NAMED).map(({ path, key, outcome }) => `${path} (${outcome}, key ${key})`);
  const more = strays.length > MAX_NAMED ? ` and ${strays.length - MAX_NAMED} more` : '';
  return `Another run of this execution did what this version of its definition has no step for: ${list.join(', ')}${more}.`;
}

const MAX_NAMED = 10;
