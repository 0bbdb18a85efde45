// A server without a library, for what no library would write: each tool answers with the line given here.
import { createInterface } from 'node:readline';

let hasAnsweredLate = false;

const answers = {
  nan: (id) => `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":{"x":NaN}}}`,
  garbage: (id) => `{"result":{"content":[ oops,"jsonrpc":"2.0","id":${id}}`,
  no_message: (id) => `{"jsonrpc":"2.0","id":${id},"outcome":{}}`,
  proto: (id) =>
    `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":{"__proto__":{"polluted":true},"constructor":"ACME","ok":1}}}`,
  huge: (id) =>
    `{"result":{"content":[{"type":"text","text":"${'x'.repeat(17 * 1024 * 1024)}"}]},"jsonrpc":"2.0","id":${id}}`,
  chatty: (id) => `starting up...\n{"debug": true}\n{"jsonrpc":"2.0","id":${id},"result":{"content":[]}}`,
  internal: (id) => `{"jsonrpc":"2.0","id":${id},"error":{"code":-32603,"message":"disk full"}}`,
  any_json: (id) => `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":[1,"two",null]}}`,
  deep: (id) =>
    `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
  late_and_deep: (id) => {
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    setTimeout(() => {
      console.log(`{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":${text}}}`);
      hasAnsweredLate = true;
    }, 400);
    return '';
  },
  has_answered_late: (id) =>
    `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":${hasAnsweredLate}}}`,
  not_a_result: (id) => `{"jsonrpc":"2.0","id":${id},"result":{"content":"text"}}`,
  answer_then_die: (id) => {
    process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":{"content":[]}}\n`, () => process.exit(0));
    return '';
  },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  const say = (result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
  if (method === 'initialize') {
    const serverInfo = { name: 'raw', version: '1' };
    say({ protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo });
  } else if (method === 'tools/list') {
    const tools = Object.keys(answers).map((name) => ({ name, inputSchema: { type: 'object' } }));
    const nextCursor = process.argv[2] === 'endless' ? String(Math.random()) : undefined;
    say({ tools: [...tools, { name: 'malformed' }, tools[0]], nextCursor });
  } else if (method === 'tools/call') {
    const text = answers[params.name](id);
    if (text !== '') console.log(text);
  }
});
