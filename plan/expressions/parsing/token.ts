/** `at` and `end` count UTF-16 units of the text that was cut up. */
export type Token = { at: number; end: number } & (
  | { kind: 'word'; text: string }
  | { kind: 'symbol'; text: string }
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number | bigint }
  | { kind: 'end' }
);
