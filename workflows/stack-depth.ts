/**
 * In the isolate the SDK takes a stack trace for every promise, for its stack-trace query; the usual ten frames of each are a tenth of
 * all that a step costs there. Two of the three are the SDK's own, so the query shows one line for each function that waits; each of an
 * interpreter's functions that wait has a promise, and what is above them is the same for every definition. Takes effect where modules
 * are preloaded: after that the SDK has frozen `Error`, and nothing changes.
 */
Reflect.set(Error, 'stackTraceLimit', 3);
