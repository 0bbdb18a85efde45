// A legacy server over bare pipes that prints more than answers. What its tools do is in their names.
import { createInterface } from 'node:readline';

const say = (value) => process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
const deep = (levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const fine = { content: [{ type: 'text', text: 'ok' }] };
const tools = {
  log: (id) => {
    say({ level: 'info', msg: 'order created', id });
    say({ level: 'warn', error: 'cache miss', id });
    say({ id, method: 'GET', path: '/x' });
    say({ jsonrpc: '2.0', id, result: fine });
  },
  deep_note: (id) => {
    say(`{"jsonrpc":"2.0","method":"notifications/message","params":${deep(5_000)}}`);
    say(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    say({ jsonrpc: '2.0', id, result: fine });
  },
  deep_answer: (id) => say(`{"jsonrpc":"2.0","id":${id},"result":{"content":[],"_meta":${deep(5_000)}}}`),
  deep_error: (id) => say(`{"jsonrpc":"2.0","id":${id},"error":{"code":-1,"message":"no","data":${deep(5_000)}}}`),
  flood: (id) => {
    for (let line = 0; line < 5_000; line += 1) say({ jsonrpc: '2.0', id: 900_000 + line, result: {} });
    say({ jsonrpc: '2.0', id, result: fine });
  },
  hang_up: () => {
    process.stdout.end();
    setInterval(() => undefined, 60_000);
  },
};

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, method, params } = JSON.parse(line);
    const capabilities = { tools: {} };
    if (method === 'initialize') {
      const result = { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'noisy', version: '1' } };
      say({ jsonrpc: '2.0', id, result });
    } else if (method === 'tools/list') {
      const list = Object.keys(tools).map((name) => ({ name, inputSchema: { type: 'object' } }));
      say({ jsonrpc: '2.0', id, result: { tools: list } });
    } else if (method === 'tools/call') tools[params.name](id);
  })
  .on('close', () => process.exit(0));
