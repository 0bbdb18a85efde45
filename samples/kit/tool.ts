import type { z } from 'zod';
import type { Effect, Ledger } from './ledger.ts';

export type Values = Record<string, unknown>;

interface Description<I extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  input: I;
}

/** One tool of a sample server. `decide` is synchronous: it runs inside the journal's lock, on everything written so far. */
export interface Tool extends Description<z.ZodObject> {
  output: z.ZodObject;
  kind: 'read' | 'effect' | 'undo';
  decide(args: Values, ledger: Ledger, compensates: string | null): Decision;
}

/** What a tool decided. `undone` is the effect that a compensation takes back. */
export interface Decision {
  result: Values;
  effect?: { ref: string; change: 1 | -1 };
  undone?: Effect;
}

/** A business refusal: the call has no effect and the caller gets the sentence as an `isError` result. */
export class Refusal extends Error {}

/** A tool that changes nothing. */
export function read<I extends z.ZodObject, O extends z.ZodObject>(
  spec: Description<I> & { output: O; answer(args: z.infer<I>, ledger: Ledger): z.infer<O> },
): Tool {
  return { ...spec, kind: 'read', decide: (args, ledger) => ({ result: spec.answer(spec.input.parse(args), ledger) }) };
}

/** A tool that does something; `ref` names the property of the output that identifies what it did. */
export function effect<I extends z.ZodObject, O extends z.ZodObject>(
  spec: Description<I> & {
    output: O;
    ref: string & keyof z.infer<O>;
    apply(args: z.infer<I>, ledger: Ledger): z.infer<O>;
  },
): Tool {
  return {
    ...spec,
    kind: 'effect',
    decide(args, ledger) {
      const result = spec.apply(spec.input.parse(args), ledger);
      return { result, effect: { ref: String(result[spec.ref]), change: 1 } };
    },
  };
}

/** The compensation of an effect: finds it by the forward key, else by its own arguments; finding nothing is success. */
export function undo(spec: Description<z.ZodObject> & { output: z.ZodObject; undoes: string }): Tool {
  return {
    ...spec,
    kind: 'undo',
    decide(args, ledger, compensates) {
      const found = compensates === null ? newestMatch(spec.undoes, args, ledger) : ledger.byKey(compensates);
      if (found === undefined || found.undone) return { result: { status: 'nothing_to_undo', ref: null } };
      if (found.tool !== spec.undoes || !fits(args, found)) {
        throw new Refusal(`${spec.name} was asked to undo ${found.ref}, but its arguments describe something else.`);
      }
      return { result: { status: 'undone', ref: found.ref }, effect: { ref: found.ref, change: -1 }, undone: found };
    },
  };
}

function newestMatch(tool: string, args: Values, ledger: Ledger): Effect | undefined {
  return ledger.inForce(tool).findLast((candidate) => fits(args, candidate));
}

/** Every argument that the effect also has, in its arguments or its result, is equal. Others (a reason) say nothing. */
function fits(args: Values, candidate: Effect): boolean {
  const known: Values = { ...candidate.arguments, ...candidate.result };
  const shared = Object.keys(args).filter((name) => args[name] !== undefined && Object.hasOwn(known, name));
  return shared.length > 0 && shared.every((name) => args[name] === known[name]);
}
