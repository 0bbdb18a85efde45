/** What we are checked with. docs/conformance.md names them too. */
export const VERSIONS = {
  node: '24.21.0',
  suite: '0.2.0-alpha.12',
  inspector: '2.12.0',
  schemathesis: '4.32.5',
} as const;
