import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { here, http, program, server } from './programs.ts';
import { json, sse, startOddHttp } from './servers/odd-http.ts';
import type { Told } from './servers/odd-http.ts';
import { bench, started, until } from './support.ts';
import type { ProgressReport } from '../../federation/federation.ts';

const sent: JsonObject = {
  id: 9007199254740993n,
  below: -123456789012345678901234567890n,
  plain: 7,
  text: '9007199254740993',
};
const raw = '{"id":9007199254740993,"below":-123456789012345678901234567890,"plain":7,"text":"9007199254740993"}';
const digits = '18446744073709551617';
const exact = BigInt(digits);

const resultOf = (id: unknown): string =>
  `{"jsonrpc":"2.0","id":${String(id)},"result":{"resultType":"complete","ttlMs":${digits},"content":[` +
  `{"type":"text","text":"${digits}","annotations":{"priority":1}}],"structuredContent":{"order":${digits},"list":[1,${digits}]}}}`;

describe('an integer beyond 2^53', () => {
  it.each(['legacy', 'modern'] as const)('keeps its digits over HTTP, %s, there and back', async (era) => {
    const calls = {
      body: (to, { id }) => void to.writeHead(200, json).end(resultOf(id)),
      stream: (to, { id }) => void to.writeHead(200, sse).end(`data: ${resultOf(id)}\n\n`),
    } satisfies Parameters<typeof startOddHttp>[0]['calls'];
    const running = await started(startOddHttp({ era, calls }));
    const { call } = bench([server('odd', http(running.url), { protocol: era })]);
    for (const tool of ['body', 'stream']) {
      const seen = await call('odd', tool, sent);
      expect(seen).toMatchObject({ kind: 'result', structuredContent: { order: exact, list: [1, exact] } });
      expect(stringifyJson(seen)).toContain(`"order":${digits},"list":[1,${digits}]`);
    }
    const calledWith = ({ message, text }: Told): string[] => (message?.method === 'tools/call' ? [text] : []);
    expect(running.told.flatMap(calledWith).every((text) => text.includes(`"arguments":${raw}`))).toBe(true);
  });

  it('keeps its digits over stdio, there and back', async () => {
    const { call } = bench([server('digits', program(`${here}servers/digits-stdio.mjs`))]);
    expect(await call('digits', 'echo', sent)).toMatchObject({ kind: 'result', structuredContent: sent });
    const seen = await call('digits', 'heard', sent);
    expect(seen.kind === 'result' && seen.content[0]?.text).toContain(`"arguments":${raw}`);
  });

  it('where the protocol wants a number costs nobody the message', async () => {
    const calls = {
      odd: (to, { id, params }) => {
        const { progressToken } = params?._meta as { progressToken: number };
        const report = `{"progressToken":${progressToken},"progress":${digits},"total":${digits}}`;
        to.writeHead(200, sse);
        to.write(`data: {"jsonrpc":"2.0","method":"notifications/progress","params":${report}}\n\n`);
        setTimeout(
          () =>
            to.end(
              `data: {"jsonrpc":"2.0","id":${String(id)},"error":{"code":${digits},"message":"no","data":${digits}}}\n\n`,
            ),
          100,
        );
      },
    } satisfies Parameters<typeof startOddHttp>[0]['calls'];
    const running = await started(startOddHttp({ calls }));
    const { call } = bench([server('odd', http(running.url))]);
    const reports: ProgressReport[] = [];
    const seen = await call('odd', 'odd', {}, { onProgress: (report) => reports.push(report) });
    expect(seen).toMatchObject({ kind: 'rpc_error', message: `${Number(digits)}: no` });
    await until(() => reports.length > 0);
    expect(reports).toEqual([{ progress: Number(digits), total: Number(digits) }]);
  });
});
