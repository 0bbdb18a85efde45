import type { Client } from '@temporalio/client';
import type { GivenPlan } from '../fact.ts';
import { givenPlan } from '../given-plan.ts';
import { decodePage } from './facts.ts';
import { unlessGone } from './gone.ts';
import { readPages, type RunOf } from './pages.ts';

/**
 * The plan that a run goes by: its history's, not the present definition's. `plan` is null as long as it has none; null when the run is
 * gone. Reads no further than to the plan, which stands at the beginning.
 */
export function readFirstPlan(client: Client, run: RunOf): Promise<{ plan: GivenPlan | null } | null> {
  return unlessGone(async () => {
    for await (const events of readPages(client, run, { pageSize: PAGE })) {
      const plan = givenPlan(await decodePage(client, events, { readsRequests: false }));
      if (plan !== null) return { plan };
    }
    return { plan: null };
  });
}

/** It stands in the first event, or soon behind it. */
const PAGE = 10;
