import { expect } from 'vitest';
import type { ask } from './serve.ts';

type Answer = Awaited<ReturnType<typeof ask>>;

/** Expects a whole problem document, and nothing of our insides in it. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect({ status: answer.status, ...answer.body }).toMatchObject({
    type: `urn:sagaflow:problem:${code}`,
    title: expect.any(String),
    detail: expect.any(String),
    status,
    code,
    requestId: answer.headers.get('x-request-id'),
  });
  expect(answer.text).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules|"stack"/);
}
