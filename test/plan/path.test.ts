import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activityId,
  CALL_SUFFIX,
  childId,
  formatPath,
  insideChild,
  isCallOf,
  isRecoveryOf,
  parkId,
  parseActivityId,
  parseParkId,
  parsePath,
  pathOfChild,
  patternOf,
  recoveryId,
  stepNameOf,
  stepPath,
  withoutFallback,
  type StepPath,
} from '../../plan/path.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
const iterations = fc.array(fc.nat(10_000), { maxLength: 3 });
const endsLikeSuffix = new RegExp(`${CALL_SUFFIX}$`);
/** As the language takes them in `tools:`: anything but spaces, and nothing that ends like a suffix of ours. */
const tool = fc
  .oneof(
    fc.stringMatching(/^\S{1,40}$/),
    fc.stringMatching(/^[a-z.~@/[\]0-9]{1,12}$/),
    fc.constantFrom('a.b', 'a/b', 'a~undo.b', 'x@3.y', 'list[2]', '~', '@', '.', 'a~fallback~b', 'ns/child/step'),
  )
  .filter((one) => !endsLikeSuffix.test(one));
const child = fc.tuple(name, iterations).map(([own, indexes]) => stepPath(own, indexes));
const stepPaths: fc.Arbitrary<StepPath> = fc.record({
  children: fc.array(child, { maxLength: 3 }),
  name,
  iterations,
  tool: fc.option(tool),
  isFallback: fc.boolean(),
});
const paths = stepPaths.map(formatPath);
const epoch = fc.nat(1_000);
/** `<definition>/<business key>`, where the key may hold every sign that our own names use. */
const executionId = fc.oneof(
  fc.tuple(name, fc.stringMatching(/^[a-z~@#/.[\]0-9]{1,20}$/)).map(([own, key]) => `${own}/${key}`),
  fc.tuple(name, fc.string({ minLength: 1 })).map(([own, key]) => `${own}/${key}`),
);

describe('a step path', () => {
  it('says again what it was made of', () => {
    fc.assert(
      fc.property(stepPaths, (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
    );
  });

  it('is one text for one place: what is parsed is formatted the same', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const parsed = parsePath(path);
        expect(parsed === null ? null : formatPath(parsed)).toBe(path);
      }),
    );
  });

  it.each(['', '[2]', '.tool', '~fallback', 'a[2', 'a[x]', 'child/', 'a]b'])('%j is none', (text) => {
    expect(parsePath(text)).toBeNull();
  });

  it('of a call inside a child names the children around it', () => {
    fc.assert(
      fc.property(child, paths, (around, path) => {
        const inner = parsePath(path);
        expect(parsePath(insideChild(around, path))).toEqual({
          ...inner,
          children: [around, ...(inner?.children ?? [])],
        });
      }),
    );
  });

  it.each([
    ['step', 'step'],
    ['step[2][3]', 'step'],
    ['step[2].get.all', 'step'],
    ['step~fallback', 'step'],
    ['child[1]/inner[2].tool', 'inner'],
  ])('%j belongs to the step %j', (path, step) => {
    expect(stepNameOf(path)).toBe(step);
  });

  it.each([
    ['step[2][3].list[5]', 'step.list[5]'],
    ['step[4]', 'step'],
    ['child[1]/inner[2]', 'child[1]/inner'],
    ['step.list[5]', 'step.list[5]'],
  ])('%j is one iteration of %j: only the step’s own iterations go', (path, pattern) => {
    expect(patternOf(path)).toBe(pattern);
  });

  it('of a fallback leads to the call that it stands in for', () => {
    fc.assert(
      fc.property(stepPaths, (path) => {
        expect(withoutFallback(formatPath({ ...path, isFallback: true }))).toBe(
          formatPath({ ...path, isFallback: false }),
        );
      }),
    );
  });

  it('finds the calls of a step and not those of its namesakes', () => {
    expect(['a', 'a.tool', 'a~fallback', 'a[1]', 'ab', 'ab.tool'].filter((own) => isCallOf('a', own))).toEqual([
      'a',
      'a.tool',
      'a~fallback',
    ]);
  });
});

describe('an activity id', () => {
  const direction = fc.constantFrom('forward', 'compensation', 'probe');

  it('says again which call it is of', () => {
    fc.assert(
      fc.property(fc.record({ path: paths, direction, epoch }), (call) => {
        expect(parseActivityId(activityId(call))).toEqual(call);
      }),
    );
  });

  it.each([
    [{ path: 'step', direction: 'forward', epoch: 0 }, 'step'],
    [{ path: 'step[3].tool', direction: 'forward', epoch: 2 }, 'step[3].tool@2'],
    [{ path: 'step~fallback', direction: 'compensation', epoch: 1 }, 'step~fallback~undo@1'],
    [{ path: 'child/step', direction: 'probe', epoch: 0 }, 'child/step~probe'],
  ] as const)('of %j is %j', (call, id) => {
    expect(activityId(call)).toBe(id);
  });
});

describe('the id of a child execution', () => {
  it('leads to its step, whatever the business key holds', () => {
    fc.assert(
      fc.property(executionId, child, epoch, (parent, path, own) => {
        expect(pathOfChild(parent, childId(parent, path, own))).toEqual({ path, epoch: own });
      }),
    );
  });

  it('of a child of a child is the nearest parent’s and not the outermost one’s', () => {
    const inner = childId(childId('order/7', 'pay', 0), 'charge[2]', 3);
    expect(pathOfChild('order/7~pay@0', inner)).toEqual({ path: 'charge[2]', epoch: 3 });
    expect(pathOfChild('order/7', inner)).toBeNull();
  });

  it.each(['order/77~pay@0', 'order/7', 'order/7~pay', 'order/7~recovery/run'])('%j is none of order/7', (id) => {
    expect(pathOfChild('order/7', id)).toBeNull();
  });
});

it('the id of a recovery leads to the execution that it recovers', () => {
  const id = recoveryId('order/7~x@1', 'run');
  expect(isRecoveryOf('order/7~x@1', id)).toBe(true);
  expect(isRecoveryOf('order/7', id)).toBe(false);
});

describe('a park id', () => {
  it('says again which park it is and what it is about', () => {
    const park = fc.record({
      keyRoot: fc.uuid(),
      count: fc.nat(1_000),
      at: fc.nat(4_000_000_000_000),
      path: paths,
      direction: fc.constantFrom('forward' as const, 'compensation' as const),
      epoch,
    });
    fc.assert(
      fc.property(park, (one) => {
        expect(parseParkId(parkId(one))).toEqual(one);
      }),
    );
  });

  it('is readable', () => {
    const about = { path: 'charge[1]', direction: 'compensation', epoch: 2 } as const;
    expect(parkId({ keyRoot: 'run', count: 3, at: 36, ...about })).toBe('run#3@10/charge[1]~undo@2');
  });

  it.each(['', 'run#1', 'run#1@10/step', 'p1'])('%j is none', (id) => {
    expect(parseParkId(id)).toBeNull();
  });
});
