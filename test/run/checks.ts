import type { Check } from './tally.ts';

export const build: Check = { name: 'build', command: 'npm', args: ['run', '--silent', 'build'] };

/** One after the other, the longest first, and behind the tests where both want the processor. */
export const checks: readonly Check[] = [
  { name: 'lint', command: 'npx', args: ['eslint', '--max-warnings', '0', '.'], isPatient: true },
  { name: 'types', command: 'npx', args: ['tsc', '-p', 'tsconfig.json'], isPatient: true },
  { name: 'format', command: 'npx', args: ['prettier', '--check', '--log-level', 'warn', '.'], isPatient: true },
  { name: 'import rules', command: 'npm', args: ['run', '--silent', 'check:imports'], isPatient: true },
  { name: 'dead code', command: 'npx', args: ['knip'], isPatient: true },
];
