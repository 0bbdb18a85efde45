import { failed, ok, type Reply, type Script } from './world.ts';

/** A number below `sides` that depends only on what it is for: the same call gets the same answer however its plan is interrupted. */
export function roll(seed: number, name: string, count: number, sides: number): number {
  let hash = 2_166_136_261 ^ seed;
  for (const character of `${name}#${count}`) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) % sides;
}

export function createDice(seed: number): (sides: number) => number {
  let count = 0;
  return (sides) => (sides <= 1 ? 0 : roll(seed, 'dice', count++, sides));
}

/** Answers at random: mostly well, and well at the latest when asked for the fourth time, so that everything can end. */
export function scriptOf(seed: number): Script {
  const uses = new Map<string, number>();
  return {
    reply(name) {
      const use = uses.get(name) ?? 0;
      uses.set(name, use + 1);
      const good = ok({ id: `${name}#${use}`, found: false });
      if (use >= 3) return good;
      const bad: Reply[] = [
        failed('no_effect'),
        failed('effect_possible'),
        failed('unknown'),
        failed('no_effect', 'SchemaChanged'),
      ];
      const place = roll(seed, name, use, name.endsWith('~undo') ? 24 : 16);
      return bad[place] ?? good;
    },
  };
}
