import type { Client } from '@temporalio/client';
import { givenPlan } from '../../history/given-plan.ts';
import type { Fact } from '../../history/fact.ts';
import { decodePage } from '../../history/reading/facts.ts';
import { unlessGone } from '../../history/reading/gone.ts';
import { readPages, type RunOf } from '../../history/reading/pages.ts';
import type { Plan } from '../../plan/plan.ts';

/** The plan that a run goes by: its history's, not the present definition's. Null when it has none yet, or is gone. */
export async function readPlan(client: Client, run: RunOf): Promise<Plan | null> {
  return unlessGone(async () => {
    const facts: Fact[] = [];
    for await (const events of readPages(client, run, { pageSize: PAGE })) {
      facts.push(...(await decodePage(client, events, { readsRequests: false })));
      const given = givenPlan(facts);
      if (given !== null) return given.plan;
    }
    return null;
  });
}

/** It stands in the first event, or soon behind it. */
const PAGE = 10;
