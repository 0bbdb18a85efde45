import { createInterface } from 'node:readline';
import { answerTo, type Asked } from './noop-answers.ts';

// The same server over stdio, legacy as most that speak it are.
createInterface({ input: process.stdin }).on('line', (line) => {
  const answer = answerTo(JSON.parse(line) as Asked, 'legacy');
  if (answer !== undefined) process.stdout.write(`${answer}\n`);
});
