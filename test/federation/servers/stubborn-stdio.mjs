// Ignores the end of its stdin and SIGTERM, and starts a child that does the same.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

process.on('SIGTERM', () => undefined);
setInterval(() => undefined, 1_000);
if (process.argv[2] !== 'child') {
  const child = spawn(process.execPath, [process.argv[1], 'child'], { stdio: 'ignore' });
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line);
    if (id === undefined) return;
    const result =
      method === 'initialize'
        ? {
            protocolVersion: params.protocolVersion,
            capabilities: { tools: {} },
            serverInfo: { name: 'stubborn', version: '1' },
          }
        : method === 'tools/list'
          ? { tools: [{ name: 'pids', inputSchema: { type: 'object' } }] }
          : { content: [], structuredContent: [process.pid, child.pid] };
    console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
  });
}
