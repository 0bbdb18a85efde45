import { describe, expect, it } from 'vitest';
import { expectProblem } from '../http/problem-of.ts';
import { RUN, startedOf, viewOf } from '../http/scripted-operations.ts';
import { ask, serve } from '../http/serve.ts';

const DIGITS = '3544790567247868102';
const BIG = 3_544_790_567_247_868_102n;
const START = '/v1/definitions/onboard/executions';
const ONE = '/v1/executions/onboard%2Fo-17';
/** Looks like what stands for an integer inside, and is a text of the caller's own. */
const LIKE_HIDDEN = `\uE000n${DIGITS}`;

/** A server that takes everything, and what it was told. */
async function serveTold() {
  const told: unknown[] = [];
  const take = (_caller: unknown, ...rest: unknown[]) => {
    told.push(rest.at(-1));
    return Promise.resolve();
  };
  const { url } = await serve({
    start: (_caller, { input }) => {
      told.push(input);
      return Promise.resolve(startedOf({ view: viewOf({ output: { input } as never }) }));
    },
    decide: take,
    approve: take,
    signal: take,
    get: () => Promise.resolve(viewOf({ output: { account_id: BIG, ids: [-BIG, 1, 0.5], text: LIKE_HIDDEN } })),
  });
  return { url, told };
}

describe('integers beyond 2^53 in REST', () => {
  it('come in with all their digits, wherever a body takes any JSON', async () => {
    const { url, told } = await serveTold();
    const texts = JSON.stringify([LIKE_HIDDEN, `a ${DIGITS}`, DIGITS]);
    await ask(`${url}${START}`, {
      body: `{"input":{"a":${DIGITS},"n":[-${DIGITS},1.5,9007199254740991],"t":${texts}}}`,
    });
    await ask(`${url}${ONE}/decisions`, {
      body: `{"verb":"retry_with","parkId":"p","reason":"r","arguments":{"a":${DIGITS}},"output":${DIGITS}}`,
    });
    await ask(`${url}${ONE}/approvals/review`, { body: `{"approved":true,"form":{"limit":${DIGITS}}}` });
    await ask(`${url}${ONE}/signals/paid`, { body: DIGITS });
    expect(told).toEqual([
      { a: BIG, n: [-BIG, 1.5, Number.MAX_SAFE_INTEGER], t: [LIKE_HIDDEN, `a ${DIGITS}`, DIGITS] },
      { parkId: 'p', reason: 'r', arguments: { a: BIG }, output: BIG },
      { approved: true, form: { limit: BIG } },
      BIG,
    ]);
  });

  it('go out with all their digits, in answers and in streams', async () => {
    const view = viewOf({ output: { account_id: BIG, text: LIKE_HIDDEN }, status: 'completed' });
    const head = { status: view.status, sagaState: view.sagaState, waitingFor: [] };
    const { url } = await serve({
      get: () => Promise.resolve(view),
      follow: () =>
        Promise.resolve(
          (async function* () {
            await Promise.resolve();
            yield {
              cursor: `${RUN}:1`,
              event: { type: 'closed', at: view.startedAt, status: 'completed', output: { account_id: BIG } },
              step: null,
              head,
              isLastOfEvent: true,
              view,
            } as never;
          })(),
        ),
    });
    const written = `{"account_id":${DIGITS},"text":${JSON.stringify(LIKE_HIDDEN)}}`;
    expect((await ask(`${url}${ONE}`)).text).toContain(`"output":${written}`);
    const { text } = await ask(`${url}${ONE}/events`);
    expect(text).toContain(`"output":{"account_id":${DIGITS}}}`);
    expect(text).toMatch(new RegExp(`event: end\\ndata: .*"output":{"account_id":${DIGITS},`));
  });

  it('stand in a definition as its schema has them', async () => {
    const detail = { input: { type: 'object', properties: { id: { maximum: BIG } } } };
    const { url } = await serve({ definition: () => detail as never });
    expect((await ask(`${url}/v1/definitions/onboard`)).text).toContain(`"maximum":${DIGITS}`);
  });

  it.each([
    [`{"input":{},"wait":${DIGITS}}`, '/wait', 'takes no integer beyond 2^53, or must be of type string'],
    [`{"input":{},"id":${DIGITS}}`, '/id', 'must be of type string: write it as a text'],
    [`{"input":{},"after":-${DIGITS}}`, '/after', 'must be of type string: write it as a text'],
    [DIGITS, '', 'must be of type object'],
  ])('are refused where they cannot be: %s', async (body, pointer, message) => {
    const { url } = await serveTold();
    const answer = await ask(`${url}${START}`, { body });
    expectProblem(answer, 422, 'invalid-input');
    expect(answer.body.errors).toEqual([{ pointer, message: expect.stringContaining(message) as string }]);
  });

  it.each([
    ['a key that reaches for a prototype', `{"input":{"n":${DIGITS},"__proto__":{"a":1}}}`, 'malformed-json'],
    ['what is no JSON behind them', `{"input":{"n":${DIGITS} 1}}`, 'malformed-json'],
    ['a number as a key', `{${DIGITS}:1}`, 'malformed-json'],
    ['a leading zero', `{"input":0${DIGITS}}`, 'malformed-json'],
    ['a hundred levels and one', `{"input":${'['.repeat(100)}${DIGITS}${']'.repeat(100)}}`, 'body-too-deep'],
  ])('change nothing of what else is refused: %s', async (_what, body, code) => {
    const { url } = await serveTold();
    expectProblem(await ask(`${url}${START}`, { body }), 400, code);
  });

  it('can be in a line of the log', async () => {
    const { url, lines, server } = await serve({ get: () => Promise.reject(new Error('no')) });
    server.app.log.warn({ account_id: BIG, more: { ids: [BIG] } }, 'seen');
    await ask(`${url}${ONE}`);
    expect(lines.find(({ msg }) => msg === 'seen')).toBeDefined();
  });
});
