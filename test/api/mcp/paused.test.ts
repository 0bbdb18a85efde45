import { expect, it } from 'vitest';
import { handle } from '../../../api/mcp/answers/handle.ts';
import { printEnding } from '../../../cli/render/ending.ts';
import { printSteps } from '../../../cli/render/view-table.ts';
import { testContext } from '../../cli/support/test-context.ts';
import { stepOf, viewOf } from '../http/scripted-operations.ts';

const pause = { by: 'ann@desk', since: '2026-09-01T10:00:00.000Z', reason: 'stocktaking' };
const said = 'paused in Temporal since 2026-09-01T10:00:00.000Z by ann@desk (stocktaking)';

it('the facade says of a paused execution who paused it, and that a person must let it go on', () => {
  const given = handle(viewOf({ status: 'paused', pause }));
  expect(given.structuredContent).toMatchObject({ status: 'paused', pause });
  expect(JSON.stringify(given.content)).toContain(said);
});

it('the command line says it of an execution and of a call, with the command that lets it go on', () => {
  const { context, stdout } = testContext();
  const view = viewOf({ status: 'paused', pause, steps: [stepOf('get_stock', { pause })] });
  printSteps(context.stdout, view);
  printEnding(context.stdout, view);
  expect(stdout.text()).toMatch(/get_stock.*paused in Temporal since/);
  expect(stdout.text()).toContain(`Paused: ${said}\n  temporal workflow unpause --workflow-id onboard/o-17`);
});
