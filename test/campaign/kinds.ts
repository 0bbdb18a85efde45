import { CALL_FAULTS, type CallFaultKind } from './proxy/treatment.ts';

/** Done to whole processes while a call is held. */
export const PROCESS_KINDS = [
  'kill_before_send',
  'kill_after_apply',
  'kill_after_reply',
  'zombie',
  'server_kill',
  'ledger_kill',
  'outage',
  'rolling_deploy',
] as const;
export type ProcessKind = (typeof PROCESS_KINDS)[number];

/** Done to one saga as a whole. */
export const SAGA_KINDS = [
  'definition_fails',
  'compensation_fails',
  'compensation_stuck',
  'left_parked',
  'cancel',
  'terminate',
  'reset_running',
  'reset_compensated',
  'reset_completed',
  'reset_again',
] as const;
export type SagaKind = (typeof SAGA_KINDS)[number];

/** Done by people to one saga, with the buttons of Temporal: to its runs, its recovery, its children, its calls. */
export const OPERATOR_KINDS = [
  'terminate_again',
  'reset_unrecovered',
  'reset_recovering',
  'reset_parked',
  'reset_recovered',
  'terminate_recovery',
  'reset_recovery',
  'reset_child',
  'definition_changes',
  'foreign_result',
  'foreign_failure',
  'activity_buttons',
  'workflow_pause',
  'blind_start',
] as const;
export type OperatorKind = (typeof OPERATOR_KINDS)[number];

export type Kind = CallFaultKind | ProcessKind | SagaKind | OperatorKind;

const callKinds = Object.keys(CALL_FAULTS) as CallFaultKind[];

/** Everything that a campaign can inject, by the names of the report. */
export const KINDS: readonly Kind[] = [...callKinds, ...PROCESS_KINDS, ...SAGA_KINDS, ...OPERATOR_KINDS];
