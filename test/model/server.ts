import type { CallRequest } from '../../plan/call.ts';

/** What really happened to one forward key. */
export interface Effect {
  path: string;
  epoch: number;
  key: string;
  /** How often it was applied, and how often that was undone. */
  applied: number;
  undone: number;
  /** The tool said that it was done; else it did something and answered with an error. */
  isWhole: boolean;
  /** Undone or declared void: what comes later under this key is refused. */
  isTombstoned: boolean;
  /** A person undid it; a compensation that comes all the same finds nothing to undo. */
  byHand: boolean;
}

/**
 * The model's own truth: servers that keep the contract the definitions declare (a key is applied once, an undone key is refused) and
 * nothing of the interpreter's. A compensation is no better than its key: sent again under another one it undoes again.
 */
export interface Server {
  effects: Map<string, Effect>;
  forward(request: Sent, isWhole: boolean, refusesLate?: boolean): void;
  undo(request: Sent): void;
  /** This very compensation, by its key, has come before. */
  hasUndone(request: Sent): boolean;
  /** Applied and not undone; negative when undone too often. */
  net(effect: Effect): number;
  /** The request, forward or back, is lost for its caller, but arrives later. */
  delay(request: Sent, refusesLate?: boolean): void;
  /** What is still on its way for this step (or at all) arrives now; gives how many calls. */
  deliver(step?: string): number;
  /** What is still on its way for this step never arrives. */
  drop(step: string): void;
}

/** As much of a request as reaches a server's books. */
export type Sent = Pick<CallRequest, 'key' | 'path' | 'epoch' | 'repeatable' | 'compensates'>;

export function createServer(): Server {
  const effects = new Map<string, Effect>();
  const undoKeys = new Set<string>();
  let delayed: { request: Sent; refusesLate: boolean }[] = [];

  const at = (key: string, path: string, epoch: number): Effect => {
    const known = effects.get(key);
    if (known !== undefined) return known;
    const effect = { path, epoch, key, applied: 0, undone: 0, isWhole: false, isTombstoned: false, byHand: false };
    effects.set(key, effect);
    return effect;
  };
  const forward: Server['forward'] = ({ key, path, epoch, repeatable }, isWhole, refusesLate = true) => {
    const effect = at(key, path, epoch);
    if (effect.isTombstoned && refusesLate) return;
    effect.isWhole ||= isWhole;
    if (effect.applied === 0 || !repeatable) effect.applied += 1;
  };
  const undo: Server['undo'] = ({ key, path, epoch, compensates, repeatable }) => {
    if (repeatable && undoKeys.has(key)) return;
    undoKeys.add(key);
    const effect = at(compensates ?? key, path, epoch);
    effect.isTombstoned = true;
    if (effect.applied > 0 && !effect.byHand) effect.undone += 1;
  };
  return {
    effects,
    forward,
    undo,
    hasUndone: ({ key }) => undoKeys.has(key),
    net: ({ applied, undone }) => applied - undone,
    delay: (request, refusesLate = true) => void delayed.push({ request, refusesLate }),
    deliver(step) {
      const now = delayed.filter(({ request }) => step === undefined || isOf(step, request.path));
      delayed = delayed.filter((one) => !now.includes(one));
      for (const { request, refusesLate } of now) {
        if (request.compensates === null) forward(request, true, refusesLate);
        else undo(request);
      }
      return now.length;
    },
    drop: (step) => void (delayed = delayed.filter(({ request }) => !isOf(step, request.path))),
  };
}

/** Whether a call's path is a step's own, one of its tools' or its fallback's. */
export function isOf(step: string, path: string): boolean {
  return path === step || path.startsWith(`${step}.`) || path.startsWith(`${step}~`);
}
