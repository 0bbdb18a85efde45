import { describe, expect, it } from 'vitest';
import { findId } from '../../federation/transports/find-id.ts';

describe('the id of a response that cannot be read', () => {
  it.each([
    ['{"jsonrpc":"2.0","id":5,"result":{"method":"x"', '', 5],
    ['{"id":5,"jsonrpc":"2.0","result":', '', 5],
    ['{"result":{"content":[', ']},"id":5,"jsonrpc":"2.0"}\n', 5],
    ['{"jsonrpc":"2.0","result":{', '},"id":5}', 5],
    ['{"jsonrpc":"2.0","id":5,"method":"ping","params":', '}}', undefined],
    ['{"id":5,"jsonrpc":"2.0","method":"ping"', '}}', undefined],
    ['{"jsonrpc":"2.0","method":"ping","params":{', '},"id":5}', undefined],
    ['good morning', 'good night', undefined],
  ])('%s … %s is %s', (head, tail, id) => {
    expect(findId(head, tail)).toBe(id);
  });
});
