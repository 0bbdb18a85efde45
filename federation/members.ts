import type { Observation } from '../plan/observation.ts';
import type { FederationDeps, ServerSource } from './contract.ts';
import { createMember } from './member.ts';
import type { Member } from './member.ts';

/** The members of a federation, by name. They may change while it is asked. */
export interface Members {
  names(): string[];
  find(name: string): Member | undefined;
  /** What a request to a server that is no member has met. */
  unknown(name: string): Observation;
  /** Settles when all that are no longer members are closed. */
  set(sources: readonly ServerSource[]): Promise<void>;
  close(): Promise<void>;
}

export function createMembers(deps: FederationDeps): Members {
  let members = new Map(deps.servers.map((source) => [source.name, createMember(source, deps)]));
  const leaving = new Set<Member>();
  let isClosed = false;

  const leave = async (member: Member): Promise<void> => {
    leaving.add(member);
    await member.retire();
    leaving.delete(member);
  };

  return {
    names: () => [...members.keys()],
    find: (name) => members.get(name),
    unknown: (name) => {
      const names = [...members.keys()].join(', ');
      const message = `There is no server "${name}"; platform.yaml has ${names === '' ? 'none' : names}.`;
      return { kind: 'refused_here', reason: 'unknown_server', message };
    },
    set: async (sources) => {
      if (isClosed) throw new Error('The servers cannot be changed any more: the federation is closed.');
      const before = members;
      members = new Map(
        sources.map((source) => {
          const member = before.get(source.name);
          return [source.name, member?.adopts(source) === true ? member : createMember(source, deps)];
        }),
      );
      const stay = new Set(members.values());
      await Promise.all([...before.values()].filter((member) => !stay.has(member)).map(leave));
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...members.values(), ...leaving].map((member) => member.close()));
    },
  };
}
