/** Everything that a campaign decides comes from one of these: the same seed decides the same. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** A new list in another order. */
  shuffled<T>(list: readonly T[]): T[];
}

/** Marsaglia's xorshift of 128 bits, seeded through a string, so that every saga has numbers of its own whatever the others do. */
export function createRandom(seed: string): Random {
  const state = seedWords(seed);
  const next = (): number => {
    const [x, y, z, w] = state;
    const t = x ^ (x << 11);
    state[0] = y;
    state[1] = z;
    state[2] = w;
    state[3] = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return state[3] / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('Nothing to pick from.');
      return picked;
    },
    shuffled: (list) => {
      const left = [...list];
      return list.flatMap(() => left.splice(below(left.length), 1));
    },
  };
}

/** FNV-1a over the text, once for each word. */
function seedWords(seed: string): [number, number, number, number] {
  const word = (salt: number): number => {
    let hash = 0x811c9dc5 ^ salt;
    for (const character of seed) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  };
  return [word(1), word(2), word(3), word(4) | 1];
}
