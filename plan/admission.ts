import type { Remains } from './past.ts';
import type { ExecutionView } from './view.ts';

/** The last execution that had an id. One that was refused before its first step does not count. */
export interface LastExecution {
  runId: string;
  status: ExecutionView['status'];
  /** What of it may still be in force; asked only of one that ended without completing. */
  remains: Remains;
}

/** The start that wants the id now. */
export interface WantedStart {
  id: string;
  /** The definition says that a completed execution does not stand in the way. */
  allowRepeat: boolean;
  /** Whether the last execution was started with exactly this input. */
  hasSameInput: boolean;
  /** The run that whoever starts has looked at; null when they named none. */
  after: string | null;
  /** What to type in order to start nevertheless, after a look at what was left behind. */
  startAgain: string;
}

/** `same`: the last execution is what this start asks for. `message` is for people. */
export type Admission =
  { kind: 'free' } | { kind: 'same' } | { kind: 'refused'; reason: AdmissionRefusal; message: string };

export type AdmissionRefusal = 'execution-conflict' | 'already-completed' | 'recovery-pending' | 'needs-after';

/**
 * Whether an execution may begin under an id that another one had before (SAGAS S36). The operations ask before they start; a worker
 * asks at the first moment of an execution that was started past them.
 */
export function admit(last: LastExecution, wanted: WantedStart): Admission {
  const { id, allowRepeat, hasSameInput } = wanted;
  switch (last.status) {
    case 'running':
    case 'paused':
      if (hasSameInput) return { kind: 'same' };
      return refused(
        'execution-conflict',
        `"${id}" is already ${last.status} with another input. Choose another id, or look at it with: sagaflow show ${id}`,
      );
    case 'completed':
      if (allowRepeat) return { kind: 'free' };
      return refused(
        'already-completed',
        `"${id}" has already completed (run ${last.runId}). Choose another id, or say allow_repeat: true in the definition.`,
      );
    case 'canceled':
    case 'failed':
    case 'terminated':
      return admitAfterRemains(last, wanted);
  }
}

/** What ended without completing may have left something behind: until that is undone, or looked at, nothing new begins. */
function admitAfterRemains(
  { runId, status, remains }: LastExecution,
  { id, after, startAgain }: WantedStart,
): Admission {
  const what = `The last execution of "${id}" ${status === 'terminated' ? 'was terminated' : 'was only partly undone'}`;
  switch (remains.kind) {
    case 'nothing':
      return { kind: 'free' };
    case 'recovering':
      return refused(
        'recovery-pending',
        `${what} and is being undone. Start it again when that has ended: sagaflow show ${remains.id}`,
      );
    case 'something':
      if (after === runId) return { kind: 'free' };
      return refused('needs-after', `${what}. Look at it, then start again with: ${startAgain}`);
  }
}

function refused(reason: AdmissionRefusal, message: string): Admission {
  return { kind: 'refused', reason, message };
}
