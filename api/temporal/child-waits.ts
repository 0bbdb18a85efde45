import type { ExecutionView, WaitView } from '../../plan/view.ts';

/** A running execution by what is needed to look inside. */
export interface Looked {
  view: ExecutionView;
  /** Ids of its children that run. */
  children: readonly string[];
}

/**
 * An execution with what its children wait for, and theirs: each such wait names the child. At most so many children are looked at, those
 * nearest to the execution first: every one costs the reading of a history.
 */
export async function withChildWaits(
  { view, children }: Looked,
  look: (id: string) => Promise<Looked | null>,
  most = MAX_CHILDREN,
): Promise<ExecutionView> {
  const inside: WaitView[] = [];
  let left = most;
  let next = children;
  while (next.length > 0 && left > 0) {
    const round = next.slice(0, left);
    left -= round.length;
    const found = await inGroups(round, look);
    for (const child of found)
      inside.push(...child.view.waitingFor.map((wait) => ({ ...wait, executionId: child.view.id })));
    next = found.flatMap((child) => child.children);
  }
  return inside.length === 0 ? view : { ...view, waitingFor: [...view.waitingFor, ...inside] };
}

const MAX_CHILDREN = 50;

async function inGroups(ids: readonly string[], look: (id: string) => Promise<Looked | null>): Promise<Looked[]> {
  const found: Looked[] = [];
  for (let from = 0; from < ids.length; from += AT_A_TIME) {
    const group = await Promise.all(ids.slice(from, from + AT_A_TIME).map(look));
    found.push(...group.filter((one) => one !== null));
  }
  return found;
}

const AT_A_TIME = 8;
