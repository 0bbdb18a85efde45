import { showInText } from '../../../plan/numbers/json-text.ts';
import { changeLines } from '../protocol/lines.ts';

/** An answer of the protocol package with the digits of its integers: see ../protocol/exact.ts. A stream stays one, event by event. */
export async function shownResponse(response: Response): Promise<Response> {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  const shown = { status, statusText, headers: new Headers(headers) };
  shown.headers.delete('content-length');
  if (headers.get('content-type')?.startsWith('text/event-stream') !== true) {
    return new Response(showInText(await response.text()), shown);
  }
  return new Response(body.pipeThrough(shownLines()), shown);
}

function shownLines(): TransformStream<Uint8Array, Uint8Array> {
  const lines = changeLines(showInText);
  const encoder = new TextEncoder();
  const send = (controller: TransformStreamDefaultController<Uint8Array>, text: string): void => {
    if (text !== '') controller.enqueue(encoder.encode(text));
  };
  return new TransformStream({
    transform: (bytes, controller) => send(controller, lines.push(bytes)),
    flush: (controller) => send(controller, lines.end()),
  });
}
