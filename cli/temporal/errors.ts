/** No Temporal server program can be had on this machine; `message` lists the remedies. The CLI exits with 5. */
export class TemporalNotFound extends Error {
  readonly code = 'temporal-not-found';
  override readonly name = 'TemporalNotFound';
}

/** The Temporal server program was found, but did not come up; `message` ends with its last lines. The CLI exits with 5. */
export class TemporalStartFailed extends Error {
  readonly code = 'temporal-start-failed';
  override readonly name = 'TemporalStartFailed';
}

/**
 * A namespace has a search attribute of ours with another type, with which every execution would hang; `message` says how to mend it. The CLI exits
 * with 5.
 */
export class WrongSearchAttribute extends Error {
  readonly code = 'wrong-search-attribute';
  override readonly name = 'WrongSearchAttribute';
}

/** A Temporal server that should be there does not answer; `message` names the address and a remedy. The CLI exits with 5. */
export class TemporalUnreachable extends Error {
  readonly code = 'temporal-unreachable';
  override readonly name = 'TemporalUnreachable';
}
