export interface ReadEvent {
  event: string;
  id: string | null;
  data: Record<string, unknown>;
}

/** Server-Sent Events as they come, with comments apart. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent | { comment: string }> {
  let rest = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const blocks = (rest + Buffer.from(chunk).toString()).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield parse(block);
  }
}

/** All until the stream ends. */
export async function allEvents(response: Response): Promise<ReadEvent[]> {
  const events: ReadEvent[] = [];
  for await (const read of readEvents(response)) if ('event' in read) events.push(read);
  return events;
}

function parse(block: string): ReadEvent | { comment: string } {
  if (block.startsWith(': ')) return { comment: block.slice(2) };
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const data = JSON.parse(fields.get('data') ?? 'null') as Record<string, unknown>;
  return { event: fields.get('event') ?? '', id: fields.get('id') ?? null, data };
}
