import { describe, expect, it } from 'vitest';
import type { PagedExecution } from '../../../api/rest/schemas/execution.ts';
import type { StepView } from '../../../plan/view.ts';
import { expectProblem } from '../http/problem-of.ts';
import { startedOf, stepOf, viewOf } from '../http/scripted-operations.ts';
import { ask, serve } from '../http/serve.ts';
import { allEvents } from './read-events.ts';

const PATH = '/v1/executions/onboard%2Fo-17';
const OTHER_RUN = '0199a1b2-0000-7000-8000-000000000002';

const rowsUpTo = (count: number): StepView[] =>
  Array.from({ length: count }, (_, index) => stepOf(`each[${String(index)}]`));
const pathsOf = (steps: StepView[]): string[] => steps.map(({ path }) => path);
const long = viewOf({ steps: rowsUpTo(1_201) });

const serveLong = () => serve({ get: () => Promise.resolve(long) });
const page = async (url: string, query: string): Promise<PagedExecution> =>
  (await ask(`${url}${PATH}?${query}`)).body as PagedExecution;

describe('the steps of GET /v1/executions/{id}', () => {
  it.each([
    ['', 500],
    ['stepsLimit=1000', 1_000],
    ['stepsLimit=1', 1],
  ])('are at most as many as asked for: "%s"', async (query, count) => {
    const { url } = await serveLong();
    const body = await page(url, query);
    expect(pathsOf(body.steps)).toEqual(pathsOf(long.steps.slice(0, count)));
    expect(body.nextSteps).toEqual(expect.any(String));
  });

  it('come page by page, each of them once, with the whole execution around them', async () => {
    const { url } = await serveLong();
    const seen: string[] = [];
    const { steps, ...head } = long;
    for (let query: string | null = 'stepsLimit=400'; query !== null;) {
      const { steps: some, nextSteps, ...around }: PagedExecution = await page(url, query);
      expect(around).toEqual(head);
      seen.push(...pathsOf(some));
      query = nextSteps === null ? null : `stepsLimit=400&stepsCursor=${nextSteps}`;
    }
    expect(seen).toEqual(pathsOf(steps));
  });

  it('are all there when they fit exactly', async () => {
    const { url } = await serve({ get: () => Promise.resolve(viewOf({ steps: rowsUpTo(500) })) });
    const { steps, nextSteps } = await page(url, '');
    expect([steps.length, nextSteps]).toEqual([500, null]);
  });

  it('do not come twice when iterations begin between two pages', async () => {
    let steps = [stepOf('first'), stepOf('second'), stepOf('third')];
    const { url } = await serve({ get: () => Promise.resolve(viewOf({ steps })) });
    const { nextSteps } = await page(url, 'stepsLimit=2');
    steps = [stepOf('first'), stepOf('first[0]'), stepOf('first[1]'), stepOf('second'), stepOf('third')];
    expect(pathsOf((await page(url, `stepsCursor=${nextSteps ?? ''}`)).steps)).toEqual(['third']);
  });

  it('are not those of another run: its cursor is refused, and says what to do', async () => {
    const { url } = await serve({
      get: (_caller, _id, runId) => Promise.resolve(runId === undefined ? long : { ...long, runId }),
    });
    const { nextSteps } = await page(url, `runId=${OTHER_RUN}`);
    const answer = await ask(`${url}${PATH}?stepsCursor=${nextSteps ?? ''}`);
    expectProblem(answer, 400, 'bad-request');
    expect(answer.body.detail).toContain('belongs to another run');
    expect((await page(url, `runId=${OTHER_RUN}&stepsCursor=${nextSteps ?? ''}`)).steps).toHaveLength(500);
  });

  it.each([
    ['no cursor at all', 'abc'],
    ['a step that is not there', Buffer.from(`${long.runId} each[7000]`).toString('base64url')],
    ['no step', Buffer.from(`${long.runId} `).toString('base64url')],
  ])('refuse what no page has given: %s', async (_what, cursor) => {
    const { url } = await serveLong();
    const answer = await ask(`${url}${PATH}?stepsCursor=${cursor}`);
    expectProblem(answer, 400, 'bad-request');
    expect(answer.body.detail).toBe(
      'The stepsCursor is none that a page of "onboard/o-17" has given. Begin again without it.',
    );
  });

  it.each(['stepsLimit=0', 'stepsLimit=1001', 'stepsLimit=ten', 'stepsLimit=', 'stepsCursor=', 'stepsCursor=a%20b'])(
    'refuse %s',
    async (query) => {
      const { url } = await serveLong();
      expectProblem(await ask(`${url}${PATH}?${query}`), 400, 'bad-request');
    },
  );
});

describe('other answers with an execution', () => {
  const first = { steps: long.steps.slice(0, 500), nextSteps: expect.any(String) as string };

  it('have its first page: a start', async () => {
    const { url } = await serve({ start: () => Promise.resolve(startedOf({ view: long })) });
    const { body } = await ask(`${url}/v1/definitions/onboard/executions`, { body: { input: {} } });
    expect(body).toEqual({ ...long, ...first });
  });

  it('have its first page: a decision', async () => {
    const { url } = await serve({ cancel: () => Promise.resolve(), get: () => Promise.resolve(long) });
    expect((await ask(`${url}${PATH}/cancel`, { method: 'POST' })).body).toEqual({ ...long, ...first });
  });

  it('have its first page: the end of a stream, whose cursor goes on in GET', async () => {
    const { url } = await serve({
      follow: () => Promise.resolve((async function* () {})()),
      get: () => Promise.resolve(long),
    });
    const response = await fetch(`${url}${PATH}/events`, { headers: { authorization: 'Bearer office' } });
    const end = (await allEvents(response)).at(-1)?.data ?? {};
    expect(end).toEqual({ ...long, ...first });
    const { steps } = await page(url, `stepsCursor=${String(end['nextSteps'])}`);
    expect(pathsOf(steps)).toEqual(pathsOf(long.steps.slice(500, 1_000)));
  });
});
