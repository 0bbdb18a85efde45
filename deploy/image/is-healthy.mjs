// The image's health check: a worker is asked for its metrics, an API whether it lives. Ends with 0 when the answer is good.
const { SAGAFLOW_METRICS, SAGAFLOW_HTTP_PORT } = process.env;
const metricsPort = SAGAFLOW_METRICS?.split(':').at(-1);
const url = metricsPort
  ? `http://127.0.0.1:${metricsPort}/metrics`
  : `http://127.0.0.1:${SAGAFLOW_HTTP_PORT || '8080'}/healthz`;
const { ok } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
process.exitCode = ok ? 0 : 1;
