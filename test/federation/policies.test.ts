import { describe, expect, it } from 'vitest';
import { narrowDeadline } from '../../federation/policy/deadline.ts';
import type { Asked, Policy } from '../../federation/policy/policy.ts';
import { startLegacyHttp } from './servers/http.ts';
import { here, http, program, server } from './programs.ts';
import { bench, callOptions, started } from './support.ts';

const moody = program(`${here}servers/moody-stdio.ts`);

/** Writes down what passes it. */
function recording(name: string, seen: string[]): Policy {
  return (ask, { kind, target }) =>
    async (deadline) => {
      seen.push(`${name}: ${kind} ${target ?? '-'}`);
      const answer = await ask(deadline);
      seen.push(`${name}: ${answer.ok ? 'answered' : answer.observation.kind}`);
      return answer;
    };
}

describe('the policies of a server', () => {
  it('stand around every request to it, the first one outermost', async () => {
    const seen: string[] = [];
    const policies = [recording('outer', seen), recording('inner', seen)];
    const { call, federation } = bench([{ ...server('moody', moody), policies }]);
    await call('moody', 'echo', { message: 'x' });
    expect(seen).toEqual(['outer: call echo', 'inner: call echo', 'inner: answered', 'outer: answered']);
    seen.length = 0;
    await federation.catalog('moody');
    await federation.health('moody');
    await federation.readResource({ server: 'moody', uri: 'mood://today', meta: {} }, callOptions());
    expect(seen.filter((line) => line.startsWith('outer') && !line.endsWith('answered'))).toEqual([
      'outer: list -',
      'outer: health -',
      'outer: read mood://today',
    ]);
  });

  it('can hold a call back, and say when to come back; nothing is sent and no session opened', async () => {
    const asked: Asked[] = [];
    const closed: Policy = (_ask, what) => () => {
      asked.push(what);
      const message = 'The circuit is open.';
      const observation = { kind: 'not_sent', reason: 'held_back', message, retryAfterMs: 7_500 } as const;
      return Promise.resolve({ ok: false, observation, isSessionLost: false });
    };
    const { call, events, sent } = bench([{ ...server('moody', moody), policies: [closed] }]);
    expect(await call('moody', 'echo', { message: 'x' })).toEqual({
      kind: 'not_sent',
      reason: 'held_back',
      message: 'The circuit is open.',
      retryAfterMs: 7_500,
    });
    expect(asked).toEqual([{ server: 'moody', kind: 'call', target: 'echo' }]);
    expect(sent()).toBe(0);
    expect(events).toEqual([]);
  });

  it('can leave a call less time', async () => {
    const hasty: Policy = (ask) => async (deadline) => {
      const within = narrowDeadline(deadline, 300);
      return ask(within).finally(() => {
        within.release();
      });
    };
    const { federation, call } = bench([server('moody', moody)]);
    await call('moody', 'echo', { message: 'warm' });
    const changed = { ...server('moody', moody), policies: [hasty] };
    void federation.setServers([changed]);
    expect(await call('moody', 'slow', { ms: 60_000 })).toMatchObject({
      message: expect.stringContaining('300 ms') as string,
    });
  });

  it('do not notice that a session was lost and opened again', async () => {
    const running = await started(startLegacyHttp());
    const seen: string[] = [];
    const { call, events } = bench([{ ...server('moody', http(running.url)), policies: [recording('p', seen)] }]);
    await call('moody', 'echo', { message: 'one' });
    running.forgetSessions();
    await call('moody', 'echo', { message: 'two' });
    expect(seen).toEqual(['p: call echo', 'p: answered', 'p: call echo', 'p: answered']);
    expect(events.filter(({ kind }) => kind === 'connected')).toHaveLength(2);
  });
});
