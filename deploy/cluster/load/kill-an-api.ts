import type { Api } from '../processes/start-api.ts';
import type { World } from '../world.ts';
import { keyedStarts } from './ledger-sagas.ts';
import { requestStart, type Answer } from './rest.ts';
import { insist } from './start-all.ts';
import { waitUntilClosed } from './open-executions.ts';
import type { Acknowledged, Start } from './start.ts';

/** In the middle: so many of its starts has the API acknowledged, of each hundred that it was sent. */
const ACKNOWLEDGED_OF_100 = 10;

/**
 * Sends all requests at once over both APIs, several under each key, and kills one API in the middle. What was not acknowledged is sent
 * again to the other, as a client does. Gives every acknowledgement, those of the killed API included.
 */
export async function killAnApi(world: World): Promise<Acknowledged[]> {
  const { options, apis, say, signal } = world;
  const [victim, survivor] = apis;
  if (victim === undefined || survivor === undefined) throw new Error('This takes two APIs.');
  const starts = keyedStarts(options.keys);
  const requests = Array.from({ length: options.requests }, (_, index) => starts.at(index % starts.length)).flatMap(
    (start) => start ?? [],
  );
  say(`Sending ${String(requests.length)} starts at once over both APIs, under ${String(starts.length)} keys`);
  const startedAt = Date.now();
  const answers = await sendAll(requests, starts.length, victim, survivor, signal);
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  say(`After ${seconds} s: ${summary(answers)}`);
  const byVictim = answers.filter(({ api, answer }) => api === victim && answer.kind === 'acknowledged').length;
  say(`Killed ${victim.name} with SIGKILL in the middle; it had acknowledged ${String(byVictim)}`);

  const unclear = answers.flatMap(({ start, answer }) => (answer.kind === 'acknowledged' ? [] : [start]));
  const again = await Promise.all(unclear.map((start) => insist([survivor], 0, start, signal)));
  say(
    `Sent the ${String(again.length)} that were not acknowledged again to ${survivor.name}: all are acknowledged now`,
  );
  const first = answers.flatMap(({ answer }) => (answer.kind === 'acknowledged' ? [answer.acknowledged] : []));
  await waitUntilClosed(world, [...first, ...again]);
  return [...first, ...again];
}

interface Sent {
  start: Start;
  api: Api;
  answer: Answer;
}

async function sendAll(
  requests: readonly Start[],
  keys: number,
  victim: Api,
  survivor: Api,
  signal: AbortSignal,
): Promise<Sent[]> {
  const enough = Math.ceil((requests.length / 2 / 100) * ACKNOWLEDGED_OF_100);
  let acknowledged = 0;
  const killings: Promise<void>[] = [];
  const send = async (start: Start, index: number): Promise<Sent> => {
    // By turns of the keys' number, so that every key goes to both.
    const api = Math.floor(index / keys) % 2 === 0 ? victim : survivor;
    const answer = await requestStart(api, start, signal);
    if (api === victim && answer.kind === 'acknowledged') acknowledged += 1;
    if (acknowledged === enough && killings.length === 0) killings.push(victim.program.kill());
    return { start, api, answer };
  };
  const answers = await Promise.all(requests.map(send));
  if (killings.length === 0) throw new Error(`${victim.name} acknowledged too few starts to be killed in the middle.`);
  await Promise.all(killings);
  return answers;
}

function summary(answers: readonly Sent[]): string {
  const counts = new Map<string, number>();
  for (const { answer } of answers) {
    const name = answer.kind === 'lost' ? 'without an answer' : `answered ${String(answer.status)}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${String(count)} ${name}`).join(', ');
}
