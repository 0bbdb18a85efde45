/** What an operator does with one saga's histories, and when. */
export interface Act {
  when: When;
  what: What;
}

/**
 * `call`: while a call of the saga is held; `later_call`: one that is not its first; `recovery_call`: one of its recovery. `rest`: when nothing of it moves any more. Whatever does
 * not come within seconds is not waited for.
 */
export type When = 'now' | 'call' | 'later_call' | 'recovery_call' | 'rest';

/** `scan`: the reconciler looks. `reset_first`: to its first workflow task. */
export type What =
  | 'terminate'
  | 'scan'
  | 'reset'
  | 'reset_first'
  | 'terminate_recovery'
  | 'reset_recovery'
  | 'reset_child'
  | 'change_definition';
