import { EDITED, EDITIONS } from './editions.ts';
import { act, saga, stopWhenAsked, type ServerName } from './step.ts';

/** A definition of the campaign, and where its calls can be hurt. */
export interface CampaignDefinition {
  name: string;
  text: string;
  /** Effects, in an order in which they can happen. */
  sites: Site[];
  /** How often it is chosen, relative to the others. */
  weight: number;
}

export interface Site {
  path: string;
  server: ServerName;
  /** Its call is undone when the saga goes back. */
  isUndone: boolean;
  /** After an unknown outcome the server is asked. */
  isProbed?: true;
}

const keyed = (path: string): Site => ({ path, server: 'keyed', isUndone: true });
const atomic = (path: string): Site => ({ path, server: 'atomic', isUndone: true });
const plain = (path: string): Site => ({ path, server: 'plain', isUndone: true });
/** What the undo needs of the answer is not kept: only what was frozen has it. */
const NARROW = 'output: { ref: "${{ output.ref }}" }';
const ONCE = 'retry_policy: { max_attempts: 1 }';
const TWICE = 'retry_policy: { max_attempts: 2, initial_interval: 150ms }';

/** `child` is not started by itself, `edited` only to be changed. */
export const DEFINITIONS: CampaignDefinition[] = [
  {
    name: 'linear_three',
    weight: 5,
    text: saga('linear_three', [
      act('one'),
      act('two', { server: 'atomic' }),
      act('three', { undo: 'by_id', more: [NARROW] }),
      stopWhenAsked(),
    ]),
    sites: [keyed('one'), atomic('two'), keyed('three')],
  },
  {
    name: 'linear_six',
    weight: 3,
    text: saga('linear_six', [
      act('reserve', { undo: 'by_id', more: [NARROW] }),
      act('hold', { server: 'atomic', undo: 'by_id' }),
      act('bill', { more: [ONCE] }),
      act('charge', { server: 'atomic' }),
      act('ship', { undo: 'by_id', more: [TWICE] }),
      act('tell'),
      stopWhenAsked(),
    ]),
    sites: [keyed('reserve'), atomic('hold'), keyed('bill'), atomic('charge'), keyed('ship'), keyed('tell')],
  },
  {
    name: 'branches',
    weight: 3,
    text: saga(
      'branches',
      [
        act('begin', { undo: 'by_id', more: [NARROW] }),
        act('left_a', { more: ['depends_on: [begin]'] }),
        act('left_b', { undo: 'by_id', more: ['depends_on: [left_a]'] }),
        act('right_a', { server: 'atomic', more: ['depends_on: [begin]'] }),
        act('right_b', { more: ['depends_on: [right_a]'] }),
        act('join', { more: ['depends_on: [left_b, right_b]'] }),
        stopWhenAsked(),
      ],
      ['max_parallel_compensations: 3'],
    ),
    sites: [keyed('begin'), keyed('left_a'), keyed('left_b'), atomic('right_a'), keyed('right_b'), keyed('join')],
  },
  {
    name: 'each_item',
    weight: 2,
    text: saga('each_item', [
      act('open'),
      act('each', {
        undo: 'by_id',
        ref: '${{ input.ref }}:each:${{ item }}',
        more: ['for_each: "${{ input.items }}"', 'max_concurrency: 2'],
      }),
      act('confirm', { server: 'atomic' }),
      stopWhenAsked(),
    ]),
    sites: [keyed('open'), keyed('each[0]'), keyed('each[1]'), keyed('each[2]'), atomic('confirm')],
  },
  {
    name: 'grouped',
    weight: 2,
    text: saga('grouped', [
      act('before', { server: 'atomic' }),
      `    - name: group\n      steps:\n${act('inner_a', { indent: 8 })}\n${act('inner_b', { undo: 'by_id', indent: 8 })}`,
      act('behind', { more: [TWICE] }),
      stopWhenAsked(),
    ]),
    sites: [atomic('before'), keyed('inner_a'), keyed('inner_b'), keyed('behind')],
  },
  {
    name: 'pivoted',
    weight: 2,
    text: saga('pivoted', [
      act('book'),
      act('seat', { server: 'atomic', undo: 'by_id' }),
      stopWhenAsked(),
      act('pay', { undo: 'none', more: ['pivot: true'] }),
      act('notify', {
        undo: 'none',
        more: ['retry_policy: { max_attempts: unlimited, initial_interval: 150ms, max_interval: 400ms }'],
      }),
    ]),
    sites: [
      keyed('book'),
      atomic('seat'),
      { ...keyed('pay'), isUndone: false },
      { ...keyed('notify'), isUndone: false },
    ],
  },
  {
    name: 'probed',
    weight: 2,
    text: saga('probed', [
      act('first'),
      act('asked', {
        server: 'plain',
        more: [
          'probe: { action: find, arguments: { key: "${{ key }}" }, happened: "${{ output.found }}", result: { id: "${{ output.id }}", ref: "${{ output.ref }}" } }',
        ],
      }),
      act('last', { server: 'atomic' }),
      stopWhenAsked(),
    ]),
    sites: [keyed('first'), { ...plain('asked'), isProbed: true }, atomic('last')],
  },
  {
    name: 'unkeyed',
    weight: 1,
    text: saga('unkeyed', [act('known'), act('blind', { server: 'plain' }), act('final'), stopWhenAsked()]),
    sites: [keyed('known'), plain('blind'), keyed('final')],
  },
  {
    name: 'family',
    weight: 2,
    text: saga('family', [
      act('parent_a', { undo: 'by_id' }),
      '    - { name: kid, workflow: child, arguments: { ref: "${{ input.ref }}", amount: "${{ input.amount }}", stop: false } }',
      act('parent_b', { server: 'atomic' }),
      stopWhenAsked(),
    ]),
    sites: [keyed('parent_a'), keyed('kid_a'), atomic('kid_b'), atomic('parent_b')],
  },
  {
    name: EDITED,
    weight: 0,
    text: EDITIONS[0] ?? '',
    sites: [keyed('opening'), keyed('middle'), atomic('closing')],
  },
  {
    name: 'child',
    weight: 0,
    text: saga('child', [act('kid_a', { undo: 'by_id' }), act('kid_b', { server: 'atomic' })]),
    sites: [],
  },
];
