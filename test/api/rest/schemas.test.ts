import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { HANDLE_SCHEMA } from '../../../api/mcp/answers/handle.ts';
import type { DefinitionDetail, DefinitionSummary } from '../../../api/operations/definitions/describe.ts';
import type { ListPage, ServerStatus } from '../../../api/operations/ports.ts';
import type { definitionDetail, definitionSummary } from '../../../api/rest/schemas/definition.ts';
import type { listPage } from '../../../api/rest/schemas/list.ts';
import type { serverStatus } from '../../../api/rest/schemas/server.ts';
import type { PagedExecution } from '../../../api/rest/schemas/execution.ts';
import { executionView, stepView, waitView } from '../../../api/rest/schemas/view.ts';
import { OUTCOMES } from '../../../plan/outcome.ts';
import {
  EXECUTION_STATUSES,
  PROVENANCES,
  SAGA_STATES,
  STEP_STATUSES,
  UNCLEAR,
  WAIT_KINDS,
  type ExecutionView,
} from '../../../plan/view.ts';

interface WithNextSteps extends ExecutionView {
  nextSteps: string | null;
}

// `satisfies` in a schema only sees what it allows too much. That it also allows everything is what the compiler checks here.
it('the schemas of REST have every word that an answer can have, and no other', () => {
  expectTypeOf<z.output<typeof executionView>>().toEqualTypeOf<ExecutionView>();
  expectTypeOf<PagedExecution>().toEqualTypeOf<WithNextSteps>();
  expectTypeOf<z.output<typeof listPage>>().toEqualTypeOf<ListPage>();
  expectTypeOf<z.output<typeof serverStatus>>().toEqualTypeOf<ServerStatus>();
  expectTypeOf<z.output<typeof definitionSummary>>().toEqualTypeOf<DefinitionSummary>();
  expectTypeOf<z.output<typeof definitionDetail>>().toEqualTypeOf<DefinitionDetail>();
});

describe('the words of a view', () => {
  it.each([
    ['status of an execution', executionView.shape.status, EXECUTION_STATUSES],
    ['state of a saga', executionView.shape.sagaState, SAGA_STATES],
    ['status of a step', stepView.shape.status, STEP_STATUSES],
    ['outcome', stepView.shape.outcome.unwrap(), OUTCOMES],
    ['provenance', stepView.shape.provenance, PROVENANCES],
    ['kind of a wait', waitView.shape.kind, WAIT_KINDS],
    ['what is unclear', waitView.shape.unclear.unwrap(), UNCLEAR],
  ])('are told in full by REST: %s', (_what, schema, words) => {
    expect(z.toJSONSchema(schema)).toMatchObject({ enum: [...words] });
  });

  it('are told in full by the facade’s handle', () => {
    expect(HANDLE_SCHEMA).toMatchObject({
      properties: {
        sagaState: { enum: [...SAGA_STATES] },
        waitingFor: { items: { properties: { kind: { enum: [...WAIT_KINDS] } } } },
      },
    });
  });
});
