/**
 * How many iterations a step with `for_each` has at most in one run. The outputs of all of them are one list, which an execution
 * carries along whenever it continues as a new run, so it must stay far below what one message of Temporal can hold.
 *
 * Read by the compiler, which refuses a written list that is longer (the diagnostic `loop-too-long`), and by whoever starts the
 * iterations: a longer list that is only known then fails the step with `LoopTooLong` before the first iteration.
 */
export const MAX_ITERATIONS = 5_000;
