/**
 * Callers that ask the same at the same time share one answer: of a thousand starts under one key all but one only want to see what the
 * first has made. For looks that may be as old as their beginning.
 */
export function share<T>(look: (...key: string[]) => Promise<T>): (...key: string[]) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (...key) => {
    const name = key.join('\n');
    const asked = underWay.get(name);
    if (asked !== undefined) return asked;
    const answer = look(...key).finally(() => underWay.delete(name));
    underWay.set(name, answer);
    return answer;
  };
}
