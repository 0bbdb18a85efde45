import { ApplicationFailure } from '@temporalio/common';
import { expect, it, vi } from 'vitest';
import type { FederationEvent } from '../../federation/federation.ts';
import { here, program, server } from '../federation/programs.ts';
import { attempt, requestOf } from './support.ts';
import type { World } from './support.ts';

vi.setConfig({ testTimeout: 30_000 });

const moody = server('moody', program(`${here}servers/moody-stdio.ts`));
const brokenLog = (event: FederationEvent): void => {
  if (event.kind === 'catalog' || event.kind === 'connected') throw new TypeError('log.write is not a function');
};
const brokenSource = { ...moody, resolve: () => Promise.reject(new TypeError('source.find is not a function')) };

it.each<[what: string, world: World, message: string]>([
  ['connected', { server: brokenSource }, 'TypeError: source.find is not a function'],
  ['listed', { server: moody, log: brokenLog }, 'TypeError: log.write is not a function'],
])(
  'a mistake of this program while a server is %s ends the call for good, and says that nothing was sent',
  async (_what, world, message) => {
    const { end } = await attempt(world, requestOf('echo', { message: 'x' }));
    expect(end).toBeInstanceOf(ApplicationFailure);
    expect(end).toMatchObject({
      type: 'CallFailed',
      message,
      nonRetryable: true,
      details: [{ outcome: 'no_effect', retry: 'never', attempts: 0 }],
    });
  },
);
