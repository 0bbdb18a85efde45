/**
 * Wraps a question, so that callers who ask it at the same time get one common answer: the first one asks, the others wait for the same
 * answer. Of a thousand starts that come at once under one idempotency key, one makes the execution, and all others need the same view of
 * it: it is then read once. An answer is not kept; who asks later asks anew.
 */
export function askOnce<T>(ask: (...key: string[]) => Promise<T>): (...key: string[]) => Promise<T> {
  const unanswered = new Map<string, Promise<T>>();
  return (...key) => {
    const question = key.join('\n');
    const asked = unanswered.get(question);
    if (asked !== undefined) return asked;
    const answer = ask(...key).finally(() => unanswered.delete(question));
    unanswered.set(question, answer);
    return answer;
  };
}
