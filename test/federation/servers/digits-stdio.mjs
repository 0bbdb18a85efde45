// Reads and writes no number: what it was sent goes back as the text that came.
import { createInterface } from 'node:readline';

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const say = (result) => console.log(`{"jsonrpc":"2.0","id":${id},"result":${result}}`);
  if (method === 'initialize') {
    const serverInfo = { name: 'digits', version: '1' };
    say(JSON.stringify({ protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo }));
  } else if (method === 'tools/list') {
    say(JSON.stringify({ tools: ['echo', 'heard'].map((name) => ({ name, inputSchema: { type: 'object' } })) }));
  } else if (params.name === 'echo') {
    const [, text] = /"arguments":(\{[^}]*\})/.exec(line);
    say(`{"content":[],"structuredContent":${text}}`);
  } else say(`{"content":[{"type":"text","text":${JSON.stringify(line)}}]}`);
});
