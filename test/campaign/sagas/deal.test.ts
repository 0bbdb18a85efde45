import { expect, it } from 'vitest';
import { KINDS } from '../kinds.ts';
import { dealScripts } from './deal.ts';
import type { Script } from './script.ts';

const isHurt = ({ faults, strike, afterwards, stops, acts, isBlind }: Script): boolean =>
  faults.length > 0 || strike !== null || afterwards.length > 0 || stops || acts.length > 0 || isBlind;

it('the same seed deals the same sagas, another seed others', () => {
  const [one, same, other] = [1, 1, 2].map((seed) => JSON.stringify(dealScripts(seed, 200, KINDS)));
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});

it('three of four sagas are hurt, and every kind of one saga is among them', () => {
  const scripts = dealScripts(1, 1_000, KINDS);
  expect(scripts.filter(isHurt).length).toBeGreaterThan(700);
  const resets = scripts.flatMap(({ afterwards }) => afterwards);
  expect(resets.filter((what) => what === 'reset_compensated').length).toBeGreaterThanOrEqual(40);
  expect(scripts.filter(({ strike }) => strike?.kind === 'reset_running').length).toBeGreaterThanOrEqual(40);
});

it('a server is spared what nothing could help against', () => {
  const scripts = dealScripts(3, 2_000, KINDS);
  const places = scripts.flatMap(({ definition, faults }) =>
    faults.map(({ kind, site }) => `${definition.sites.find(({ path }) => path === site)?.server ?? ''} ${kind}`),
  );
  expect(places.filter((place) => /^(plain duplicated|atomic (error_after|rpc_error))$/.test(place))).toEqual([]);
});

it('a kind that was not asked for is not dealt', () => {
  const scripts = dealScripts(1, 100, ['late', 'zombie']);
  expect(new Set(scripts.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(new Set(['late']));
  expect(scripts.every(({ strike }) => strike === null)).toBe(true);
});
