import { uiAddressOf } from '../mains/settings/temporal-place.ts';

/**
 * The settings to write before a command in another terminal, so that it finds the Temporal server of this process and its web UI; empty
 * when it finds both without them. `dev` and `demo` print it.
 */
export function settingsForOtherTerminal({ address, uiAddress }: { address: string; uiAddress?: string }): string {
  const isDefault = /^(?:127\.0\.0\.1|localhost):7233$/.test(address);
  // Ports are taken one by one, so the UI need not be where a command would look for it.
  const isUiExpected = uiAddress === undefined || uiAddress === uiAddressOf({}, address);
  return [
    isDefault ? '' : `TEMPORAL_ADDRESS=${address} `,
    isUiExpected ? '' : `SAGAFLOW_TEMPORAL_UI=${uiAddress} `,
  ].join('');
}
