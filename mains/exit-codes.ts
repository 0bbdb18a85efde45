import type { ExecutionView } from '../plan/view.ts';

/** The exit codes of the command; docs/cli.md promises them. */
export const EXIT = {
  completed: 0,
  /** Usage, or an error of ours. */
  error: 1,
  /** Definition, platform or input. */
  invalid: 2,
  /** The execution failed; everything due was undone, or nothing was. */
  failed: 3,
  /** The execution is parked or paused, or was only partly undone. */
  parked: 4,
  /** Temporal, or a server that is needed. */
  unreachable: 5,
  /** Ctrl-C while following: what shells expect. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that tells how an execution ended, or that it is parked. */
export function exitCodeOf(view: ExecutionView): ExitCode {
  switch (view.status) {
    case 'running':
      // Also where only a child is parked.
      return view.waitingFor.some(({ kind }) => kind === 'decision') || view.sagaState === 'parked'
        ? EXIT.parked
        : EXIT.completed;
    case 'completed':
      return EXIT.completed;
    case 'paused':
    case 'terminated':
      return EXIT.parked;
    case 'canceled':
    case 'failed':
      return exitCodeOfFailure(view.failure?.type);
  }
}

function exitCodeOfFailure(type: string | undefined): ExitCode {
  switch (type) {
    case 'SagaPartiallyCompensated':
    case 'RecoveryPending':
      return EXIT.parked;
    case 'InvalidInput':
    case 'UnknownDefinition':
      return EXIT.invalid;
    default:
      return EXIT.failed;
  }
}
