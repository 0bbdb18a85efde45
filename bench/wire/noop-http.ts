import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTo, type Asked } from './noop-answers.ts';

// A process of its own: an MCP server over HTTP whose only tool gives its argument back. `/modern` is of the modern era, every other path
// of the legacy one. Bare, so that what is measured is who asks. Tells its address to the process that forked it, and ends with it.
const server = createServer((request, response) => {
  void serve(request, response);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('disconnect', () => {
  server.close();
  server.closeAllConnections();
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  if (request.method !== 'POST') {
    response.writeHead(405).end();
    return;
  }
  const asked = JSON.parse(Buffer.concat(parts).toString('utf8')) as Asked;
  const answer = answerTo(asked, request.url === '/modern' ? 'modern' : 'legacy');
  if (answer === undefined) response.writeHead(asked.id === undefined ? 202 : 404).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
}
