import { describe, expect, it } from 'vitest';
import { admit } from '../../plan/admission.ts';
import type { LastExecution, WantedStart } from '../../plan/admission.ts';

const nothing = { kind: 'nothing' } as const;
const something = { kind: 'something' } as const;
const recovering = { kind: 'recovering', id: 'order/1~recovery/run-1' } as const;

function admitted(last: Partial<LastExecution>, wanted: Partial<WantedStart> = {}) {
  return admit(
    { runId: 'run-1', status: 'failed', remains: nothing, ...last },
    {
      id: 'order/1',
      allowRepeat: false,
      hasSameInput: false,
      after: null,
      startAgain: '--after run-1',
      ...wanted,
    },
  );
}

describe('an id that an execution had before', () => {
  it.each<[string, Partial<LastExecution>, Partial<WantedStart>, string]>([
    ['running, the same input', { status: 'running' }, { hasSameInput: true }, 'same'],
    ['running, another input', { status: 'running' }, {}, 'execution-conflict'],
    ['running, another input, allow_repeat', { status: 'running' }, { allowRepeat: true }, 'execution-conflict'],
    ['completed', { status: 'completed' }, { hasSameInput: true }, 'already-completed'],
    ['completed, --after', { status: 'completed' }, { after: 'run-1' }, 'already-completed'],
    ['completed, allow_repeat', { status: 'completed' }, { allowRepeat: true }, 'free'],
    ['cancelled, nothing left', { status: 'canceled' }, {}, 'free'],
    ['failed, nothing left', { status: 'failed' }, {}, 'free'],
    ['terminated, nothing left', { status: 'terminated' }, {}, 'free'],
    ['failed, something left', { status: 'failed', remains: something }, {}, 'needs-after'],
    ['terminated, something left', { status: 'terminated', remains: something }, {}, 'needs-after'],
    ['something left, allow_repeat', { remains: something }, { allowRepeat: true }, 'needs-after'],
    ['something left, --after that run', { remains: something }, { after: 'run-1' }, 'free'],
    ['something left, --after another run', { remains: something }, { after: 'run-0' }, 'needs-after'],
    ['being recovered', { status: 'terminated', remains: recovering }, {}, 'recovery-pending'],
    ['being recovered, --after', { status: 'terminated', remains: recovering }, { after: 'run-1' }, 'recovery-pending'],
  ])('%s: %3$s', (_, last, wanted, expected) => {
    const admission = admitted(last, wanted);
    expect(admission.kind === 'refused' ? admission.reason : admission.kind).toBe(expected);
  });

  it.each<[Partial<LastExecution>, string]>([
    [
      { status: 'running' },
      '"order/1" is already running with another input. Choose another id, or look at it with: sagaflow show order/1',
    ],
    [
      { status: 'completed' },
      '"order/1" has already completed (run run-1). Choose another id, or say allow_repeat: true in the definition.',
    ],
    [
      { status: 'terminated', remains: recovering },
      'The last execution of "order/1" was terminated and is being undone. Start it again when that has ended: sagaflow show order/1~recovery/run-1',
    ],
    [
      { status: 'failed', remains: something },
      'The last execution of "order/1" was only partly undone. Look at it, then start again with: --after run-1',
    ],
  ])('is refused in a sentence with the remedy: %j', (last, message) => {
    expect(admitted(last)).toMatchObject({ kind: 'refused', message });
  });
});
