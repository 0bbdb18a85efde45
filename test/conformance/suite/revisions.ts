/** The revisions of the protocol that the facade speaks, as the suite names its sets of requirements. */
export const REVISIONS = ['2026-07-28', '2025-11-25'] as const;

export type Revision = (typeof REVISIONS)[number];
