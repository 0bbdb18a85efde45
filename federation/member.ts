import { createCatalogKeeper } from './catalog/catalog-keeper.ts';
import type { CatalogKeeper } from './catalog/catalog-keeper.ts';
import type { AskOptions, FederationDeps, ServerSource } from './contract.ts';
import { againAfterLostSession } from './policy/again-after-lost-session.ts';
import { startDeadline } from './policy/deadline.ts';
import { throughPolicies } from './policy/policy.ts';
import type { Answer, Asked } from './policy/policy.ts';
import { askOnLink } from './session/ask-on-link.ts';
import type { Work } from './session/ask-on-link.ts';
import { ServerLink } from './session/server-link.ts';

/** One named server of the federation: its connection, its catalog, and the policies that every request to it passes. */
export interface Member {
  readonly keeper: CatalogKeeper;
  /** The one way to the server. Whoever asks comes through the member's policies, in their order, and then to a session. */
  ask<T>(asked: Omit<Asked, 'server'>, options: AskOptions, work: Work<T>): Promise<Answer<T>>;
  /** Takes over a source that declares the same server, and says whether it did. */
  adopts(source: ServerSource): boolean;
  /** Closes the connection when what is under way has ended. */
  retire(): Promise<void>;
  /** Closes the connection now. */
  close(): Promise<void>;
}

export function createMember(first: ServerSource, deps: FederationDeps): Member {
  const link = new ServerLink(first, deps);
  // Policies remember (an open circuit, calls under way), so those of the first source stay for as long as the declaration does.
  const policies = [...(first.policies ?? []), againAfterLostSession];
  let source = first;
  let underWay = 0;
  let onIdle: () => void = () => undefined;

  return {
    keeper: createCatalogKeeper(deps.log),
    ask: async (about, { timeoutMs, signal }, work) => {
      const deadline = startDeadline(timeoutMs ?? Infinity, signal);
      const asked = { ...about, server: first.name };
      underWay += 1;
      try {
        return await throughPolicies(policies, asked, (within) => askOnLink(link, within, work))(deadline);
      } finally {
        deadline.release();
        underWay -= 1;
        if (underWay === 0) onIdle();
      }
    },
    adopts: (next) => {
      if (next !== source && (next.fingerprint === undefined || next.fingerprint !== source.fingerprint)) return false;
      source = next;
      link.resolveBy(next);
      return true;
    },
    retire: async () => {
      if (underWay > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      await link.close();
    },
    close: () => link.close(),
  };
}
