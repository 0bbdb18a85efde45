import type { JsonObject } from '../../../plan/json.ts';
import type { LedgerEntry } from '../../../plan/ledger.ts';
import type { Decision, DecisionOn, DecisionVerb } from '../../../plan/messages.ts';
import type { Compensation } from '../../../plan/plan.ts';
import { argumentsExample, checkArguments } from '../park/check-arguments.ts';
import { keepAnswer } from '../park/known-answer.ts';
import { park, type Taken } from '../park/park.ts';
import type { Run } from '../state/run.ts';
import { mayRepeat, type Stuck } from './stuck.ts';
import type { VerbTexts } from '../park/verb-texts.ts';

type UndoVerb = DecisionOn<'compensation'>;

/** Parks an undo that is stuck, and does to the entry what a person decides; `again`: the undo is to be tried once more. */
export async function parkUndo(
  run: Run,
  entry: LedgerEntry,
  compensation: Compensation,
  stuck: Stuck,
): Promise<'again' | 'done' | 'suspended'> {
  const last = entry.position.steps.at(-1);
  const { undoEpoch } = entry;
  const taken = await park(run, {
    path: entry.path,
    step: last === undefined ? entry.path : last.name,
    direction: 'compensation',
    allowed: verbsOf(run, entry, compensation, stuck),
    message: stuck.message,
    epoch: entry.epoch,
    unclear: stuck.unclear,
    texts: textsOf(run, compensation, stuck),
    refuse: (verb, decision) => refuse(run, entry, compensation, stuck, verb, decision),
  });
  if (taken === null) return 'suspended';
  const next = apply(entry, compensation, stuck, taken);
  if (next === 'again' && stuck.kind === 'refused') leaveRefused(entry, undoEpoch);
  return next;
}

function verbsOf(run: Run, entry: LedgerEntry, compensation: Compensation, stuck: Stuck): UndoVerb[] {
  switch (stuck.kind) {
    case 'late_call':
      return ['resume', 'retry', 'retry_with', 'resolve_unknown', 'mark_compensated', 'skip'];
    case 'no_arguments':
      return ['retry_with', 'resolve_unknown', 'mark_compensated', 'skip'];
    case 'refused':
      // A refusal may just mean that there is nothing: where the call's own outcome is the question, `resolve_unknown` says so.
      return [
        'retry',
        'retry_with',
        ...(stuck.unclear === null ? (['never_happened'] as const) : (['resolve_unknown'] as const)),
        'mark_compensated',
        'skip',
      ];
    case 'unclear': {
      // Other arguments under the same key: only a tool that knows the key does not do it twice.
      const isNatural = compensation.idempotency.kind === 'natural';
      const canRepeat = mayRepeat(run, entry, compensation);
      const again: UndoVerb[] = !canRepeat ? [] : isNatural ? ['retry'] : ['retry', 'retry_with'];
      return [...again, 'resolve_unknown', 'never_happened', 'mark_compensated', 'skip'];
    }
  }
}

function textsOf(run: Run, compensation: Compensation, { kind, unclear }: Stuck): VerbTexts {
  const { server, tool, needsOutput } = compensation;
  const name = `${server}.${tool}`;
  const output: JsonObject = unclear === 'call' && needsOutput ? { output: {} } : {};
  return {
    retry: {
      does:
        kind === 'late_call'
          ? `the call does not come any more: sends ${name} now`
          : `sends ${name} again, under ${kind === 'refused' ? 'a new' : 'the same'} key`,
      example: { reason: 'why' },
    },
    retry_with: {
      does:
        kind === 'late_call' || kind === 'no_arguments'
          ? `sends ${name} now, with your arguments`
          : `sends ${name} with other arguments, under ${kind === 'refused' ? 'a new' : 'the same'} key`,
      example: { arguments: argumentsExample(run, compensation), reason: 'why' },
    },
    resume: { does: `the call does not come any more: sends ${name} now`, example: { reason: 'why' } },
    resolve_unknown: {
      does:
        unclear === 'call'
          ? 'you say whether the call happened: if so, it is undone, if not, there is nothing to undo'
          : `you say whether ${name} happened: if so, the step is undone, if not, it is sent again under the same key`,
      example: { happened: true, ...output, evidence: 'how you know' },
    },
  };
}

function refuse(
  run: Run,
  entry: LedgerEntry,
  compensation: Compensation,
  stuck: Stuck,
  verb: DecisionVerb,
  { arguments: given = {}, happened, output }: Decision,
): string | null {
  if (verb === 'retry_with') return checkArguments(run, compensation, given);
  if (verb !== 'resolve_unknown') return null;
  const isRead = stuck.unclear === 'call' && happened === true && compensation.needsOutput;
  if (!isRead) {
    return output === undefined ? null : 'nobody reads an "output" here, so it must be left out';
  }
  if (output === undefined)
    return 'the compensation reads what the call answered, so "output" is needed when it happened';
  if (entry.freeze === undefined)
    return 'what the compensation needs besides the output is not known any more; use "retry_with"';
  const kept = keepAnswer(entry, null, output);
  if ('problem' in kept) return `the compensation cannot use this "output": ${kept.problem}`;
  return checkArguments(run, compensation, kept.frozen ?? {});
}

function apply(
  entry: LedgerEntry,
  compensation: Compensation,
  { unclear }: Stuck,
  { verb, decision }: Taken<UndoVerb>,
): 'again' | 'done' {
  // Whoever decides has seen that the call does not come any more.
  entry.canArriveLate = false;
  switch (verb) {
    case 'skip':
      entry.state = 'left';
      return 'done';
    case 'mark_compensated':
      entry.state = 'marked';
      return 'done';
    case 'never_happened':
      entry.outcome = 'no_effect';
      Reflect.deleteProperty(entry, 'undoIsUnclear');
      return 'done';
    case 'resolve_unknown': {
      const happened = decision.happened === true;
      return unclear === 'call' ? learnOfCall(entry, compensation, happened, decision) : learnOfUndo(entry, happened);
    }
    case 'retry_with':
      entry.frozen = decision.arguments ?? {};
      entry.withoutOutput = entry.frozen;
      break;
    case 'retry':
    case 'resume':
      break;
  }
  return 'again';
}

/**
 * The tool may remember its refusal under the old key. While it was parked a reset may have brought to light that another run went on
 * under a later one: what that one left unclear is sent again under its own key, else it would be undone twice.
 */
function leaveRefused(entry: LedgerEntry, refused: number): void {
  if (entry.undoIsUnclear !== true) entry.undoEpoch = Math.max(entry.undoEpoch, refused + 1);
}

function learnOfUndo(entry: LedgerEntry, happened: boolean): 'again' | 'done' {
  Reflect.deleteProperty(entry, 'undoIsUnclear');
  Reflect.deleteProperty(entry, 'undoSentAt');
  if (!happened) return 'again';
  entry.state = 'compensated';
  return 'done';
}

function learnOfCall(
  entry: LedgerEntry,
  { needsOutput }: Compensation,
  happened: boolean,
  { output = null }: Decision,
): 'again' | 'done' {
  entry.outcome = happened ? 'ok' : 'no_effect';
  if (!happened) return 'done';
  if (needsOutput) {
    const kept = keepAnswer(entry, null, output);
    entry.frozen = 'problem' in kept ? null : kept.frozen;
  }
  return 'again';
}
