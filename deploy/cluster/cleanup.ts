/** What is to be ended when the proof is over, newest first. */
export interface Cleanup {
  add(end: () => Promise<void>): void;
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const ends: (() => Promise<void>)[] = [];
  return {
    add: (end) => void ends.push(end),
    async run() {
      for (const end of ends.splice(0).reverse()) await end();
    },
  };
}
