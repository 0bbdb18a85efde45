import { describe, expect, it } from 'vitest';
import { OPERATION_ERRORS, OperationError } from '../../api/operations/errors.ts';
import { CommandError } from '../../mains/context.ts';
import { exitCodeOf } from '../../mains/exit-codes.ts';
import { reportError } from '../../cli/report-error.ts';
import { TemporalUnreachable } from '../../cli/temporal/errors.ts';
import type { ExecutionView } from '../../plan/view.ts';
import { testContext } from './support/test-context.ts';

function view(
  status: ExecutionView['status'],
  more: { type?: string; sagaState?: ExecutionView['sagaState'] } = {},
): ExecutionView {
  const { type, sagaState = 'none' } = more;
  const failure =
    type === undefined ? null : { type, message: '', step: null, cause: null, compensated: [], notCompensated: [] };
  return {
    id: 'a/1',
    runId: 'r',
    definition: 'a',
    version: 1,
    planHash: '',
    tenant: 'default',
    startedBy: null,
    status,
    pause: null,
    sagaState,
    startedAt: '',
    finishedAt: null,
    steps: [],
    output: null,
    failure,
    waitingFor: [],
    decisions: [],
    notices: [],
    noticeCount: 0,
    recovery: null,
    links: {},
  };
}

describe('the exit code of an execution', () => {
  it.each([
    [view('completed'), 0],
    [view('failed', { type: 'SagaCompensated' }), 3],
    [view('failed', { type: 'StepFailed' }), 3],
    [view('canceled', { type: 'Canceled' }), 3],
    [view('failed', { type: 'SagaPartiallyCompensated' }), 4],
    [view('terminated', { type: 'Terminated' }), 4],
    [view('running', { sagaState: 'parked' }), 4],
    [view('paused'), 4],
    [view('failed', { type: 'InvalidInput' }), 2],
    [view('failed', { type: 'UnknownDefinition' }), 2],
  ])('%#', (given, code) => {
    expect(exitCodeOf(given)).toBe(code);
  });
});

describe('the exit code of an error', () => {
  it.each(Object.entries(OPERATION_ERRORS).map(([code, { exit }]) => [code, exit] as const))(
    '%s is %i',
    (code, exit) => {
      const { context, stderr } = testContext();
      expect(reportError(context, new OperationError(code as keyof typeof OPERATION_ERRORS, 'Why.'))).toBe(exit);
      expect(stderr.text()).toBe('error Why.\n');
    },
  );

  it('is 5 when Temporal cannot be reached, and what the command says otherwise', () => {
    expect(reportError(testContext().context, new TemporalUnreachable('x'))).toBe(5);
    expect(reportError(testContext().context, new CommandError(2, 'x'))).toBe(2);
  });

  it('is 1 for what nobody foresaw: one sentence, and where it happened only when asked', () => {
    const quiet = testContext();
    expect(reportError(quiet.context, new TypeError('odd'))).toBe(1);
    expect(quiet.stderr.text()).toBe('error odd\nThis was not expected. SAGAFLOW_DEBUG=1 shows where it happened.\n');
    const loud = testContext({ environment: { SAGAFLOW_DEBUG: '1' } });
    reportError(loud.context, new TypeError('odd'));
    expect(loud.stderr.text()).toMatch(/^\s+at /m);
  });
});
