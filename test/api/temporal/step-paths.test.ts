import { describe, expect, it } from 'vitest';
import { enclosingPaths, indexSteps, parseActivityId, parsePath } from '../../../api/temporal/step-paths.ts';
import { activityId } from '../../../plan/path.ts';
import { planOf } from '../project-plans.ts';

const plan = planOf(`
workflow_definition:
  name: nested
  input: { type: object, required: [orders], properties: { orders: { type: array, items: { type: object, required: [skus], properties: { skus: { type: array, items: { type: string } } } } } } }
  steps:
    - name: each_order
      for_each: \${{ input.orders }}
      as: order
      steps:
        - name: each_sku
          for_each: \${{ order.skus }}
          as: sku
          mcp_server: inventory_server
          tools: [get_stock]
          arguments: { get_stock: { sku: "\${{ sku }}" } }
`);

describe('activity ids', () => {
  it.each([
    ['step', 'forward', 0],
    ['step.tool', 'forward', 2],
    ['step[3]', 'compensation', 0],
    ['step[3].tool', 'compensation', 1],
    ['step~fallback', 'forward', 1],
    ['step', 'probe', 0],
    ['child/inner', 'compensation', 0],
  ] as const)('are read as they are written: %s %s %i', (path, direction, epoch) => {
    expect(parseActivityId(activityId({ path, direction, epoch }))).toEqual({ path, direction, epoch });
  });
});

describe('paths', () => {
  it('name the rows around a call, outermost first', () => {
    const placed = indexSteps(plan).get('each_sku');
    const parsed = parsePath('each_sku[2][3].get_stock');
    if (placed === undefined || parsed === null) throw new Error('The path is not understood.');
    expect(enclosingPaths(placed, parsed)).toEqual(['each_order', 'each_order[2]', 'each_sku[2]', 'each_sku[2][3]']);
  });

  it('inside a child execution name no step of this plan', () => {
    expect(parsePath('child/inner')).toBeNull();
  });
});
