import { runQuietly, type Command } from './run-command.ts';

export interface Check extends Command {
  name: string;
}

/** What passed and what failed in this run of `npm test`. */
export interface Tally {
  /** Runs a check, which counts as one; what it says is shown when it fails, in one piece. Tells whether it passed. */
  check(check: Check): Promise<boolean>;
  add(passed: number, failed: number): void;
  say(text: string): void;
  closingLine(): string;
  hasFailed(): boolean;
}

export function createTally(write: (text: string) => void): Tally {
  const counts = { passed: 0, failed: 0 };
  return {
    async check(check) {
      const started = Date.now();
      const { code, said } = await runQuietly(check);
      const isGood = code === 0;
      const line = `${isGood ? '✓' : '✗'} ${check.name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`;
      write(isGood ? line : `${said}${line}`);
      counts[isGood ? 'passed' : 'failed'] += 1;
      return isGood;
    },
    add(passed, failed) {
      counts.passed += passed;
      counts.failed += failed;
    },
    say: write,
    closingLine: () => `${counts.passed} passed, ${counts.failed} failed\n`,
    hasFailed: () => counts.failed > 0,
  };
}
