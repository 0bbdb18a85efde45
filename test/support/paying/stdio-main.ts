import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { openBooks } from './books.ts';
import { createServer0, createServer1, createServer2 } from './servers.ts';

const [kind = '', file = ''] = process.argv.slice(2);
const books = openBooks(file);
const label = `${kind}_stdio`;
if (kind === 'v2') serveStdio(() => createServer2(books, label));
else await (kind === 'v1' ? createServer1 : createServer0)(books, label).connect(new StdioServerTransport());
