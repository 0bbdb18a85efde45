import { expect, it } from 'vitest';
import { settingsForOtherTerminal } from '../../cli/other-terminal.ts';

it.each([
  ['both are where they are looked for', '127.0.0.1:7233', 'http://127.0.0.1:8233', ''],
  ['both have moved by one', '127.0.0.1:7234', 'http://127.0.0.1:8234', 'TEMPORAL_ADDRESS=127.0.0.1:7234 '],
  [
    'only the port of Temporal was taken',
    '127.0.0.1:7234',
    'http://127.0.0.1:8233',
    'TEMPORAL_ADDRESS=127.0.0.1:7234 SAGAFLOW_TEMPORAL_UI=http://127.0.0.1:8233 ',
  ],
  [
    'only the port of the UI was taken',
    '127.0.0.1:7233',
    'http://127.0.0.1:8234',
    'SAGAFLOW_TEMPORAL_UI=http://127.0.0.1:8234 ',
  ],
  ['the server is not ours', 'temporal.example.com:7233', undefined, 'TEMPORAL_ADDRESS=temporal.example.com:7233 '],
])('tells another terminal what it does not find: %s', (_, address, uiAddress, settings) => {
  expect(settingsForOtherTerminal({ address, uiAddress })).toBe(settings);
});
