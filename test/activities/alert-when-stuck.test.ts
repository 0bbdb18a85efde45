import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { alertWhenStuck } from '../../activities/alert-when-stuck.ts';
import { resume } from '../../activities/progress.ts';
import type { CallRequest } from '../../plan/call.ts';
import { classify } from '../../plan/outcome.ts';

const MINUTE = 60_000;
const verdict = classify({ kind: 'broken', reason: 'reset', message: 'reset' }, false);

/** The alerts of attempts that end at these minutes. */
async function alerts(direction: CallRequest['direction'], minutes: number[]): Promise<unknown[]> {
  const said: unknown[] = [];
  const logger = { log: () => undefined, trace: () => undefined, debug: () => undefined, info: () => undefined };
  const warn = (_: string, facts: unknown) => void said.push(facts);
  const environment = new MockActivityEnvironment({}, { logger: { ...logger, warn, error: () => undefined } });
  const request = { direction, server: 's', tool: 't', path: 'a', key: 'k' } as CallRequest;
  await environment.run(() => {
    let progress = resume(null, 1, 0, 0);
    for (const minute of minutes) progress = alertWhenStuck(request, progress, verdict, minute * MINUTE);
    return Promise.resolve();
  });
  return said;
}

it('says once that a compensation has failed for five minutes, with its attempts and why', async () => {
  expect(await alerts('compensation', [1, 4])).toEqual([]);
  expect(await alerts('compensation', [1, 4, 5, 6, 60])).toMatchObject([
    { step: 'a', server: 's', tool: 't', key: 'k', attempts: 1, reason: 'reset', failsForMs: 5 * MINUTE },
  ]);
});

it('says nothing of other calls', async () => {
  expect(await alerts('forward', [60])).toEqual([]);
});
