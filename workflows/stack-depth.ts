/**
 * In the isolate the SDK takes a stack trace for every promise, for its stack-trace query; the usual ten frames of each are a tenth of
 * all that a step costs there. An interpreter's frames are much the same whatever the definition, so half of them tell as much. Takes
 * effect where modules are preloaded: after that the SDK has frozen `Error`, and nothing changes.
 */
Reflect.set(Error, 'stackTraceLimit', 5);
