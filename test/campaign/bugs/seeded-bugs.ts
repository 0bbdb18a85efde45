import type { Bug } from './bug.ts';
import { attemptInTheKey } from './seeded/attempt-in-the-key.ts';
import { cancellableCompensation } from './seeded/cancellable-compensation.ts';
import { compensateNoEffect } from './seeded/compensate-no-effect.ts';
import { foreignResultAsSuccess } from './seeded/foreign-result-as-success.ts';
import { isErrorAsSuccess } from './seeded/is-error-as-success.ts';
import { lateBinding } from './seeded/late-binding.ts';
import { noDrain } from './seeded/no-drain.ts';
import { noLookAtARecovery } from './seeded/no-look-at-a-recovery.ts';
import { outputErrorIsCertain } from './seeded/output-error-is-certain.ts';
import { recoveryByTheFirstRun } from './seeded/recovery-by-the-first-run.ts';
import { registerAfterSuccess } from './seeded/register-after-success.ts';
import { resetWithoutReceipts } from './seeded/reset-without-receipts.ts';
import { runIdInTheKey } from './seeded/run-id-in-the-key.ts';
import { swallowACompensationError } from './seeded/swallow-a-compensation-error.ts';

/** The ten of SAGAS §4, in its order, and four of where lineages, people and libraries of servers meet. */
export const SEEDED_BUGS: readonly Bug[] = [
  registerAfterSuccess,
  swallowACompensationError,
  attemptInTheKey,
  runIdInTheKey,
  cancellableCompensation,
  noDrain,
  compensateNoEffect,
  lateBinding,
  resetWithoutReceipts,
  isErrorAsSuccess,
  recoveryByTheFirstRun,
  noLookAtARecovery,
  foreignResultAsSuccess,
  outputErrorIsCertain,
];
