/** How often the API has answered what, by its own figures. */
export interface Answered {
  requests: number;
  /** By status: `{"200": 12, …}`. */
  byStatus: Record<string, number>;
}

/** Reads `/metrics`, which counts every answer by route and status. */
export async function readAnswered(url: string, apiKey: string): Promise<Answered> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (!response.ok) throw new Error(`/metrics answered ${String(response.status)}.`);
  const byStatus: Record<string, number> = {};
  for (const [, status = '', count] of (await response.text()).matchAll(COUNT)) {
    byStatus[status] = (byStatus[status] ?? 0) + Number(count);
  }
  return { requests: Object.values(byStatus).reduce((sum, count) => sum + count, 0), byStatus };
}

const COUNT = /^sagaflow_http_request_duration_seconds_count\{.*status="(\d+)"\} (\d+)$/gm;
