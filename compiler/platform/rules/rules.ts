import { orchestrationRules } from '../../syntax/orchestration-rules.ts';
import type { Places } from '../../syntax/places.ts';
import type { Problem } from '../../syntax/report.ts';
import type { DeclaredServer } from '../declared-servers.ts';
import type { PlatformFileSyntax } from '../language.ts';
import { contradictoryConnection } from './connection/bad-value.ts';
import { nothingToConnect } from './connection/missing-key.ts';
import { laterBlocks, laterServerKeys } from './not-yet-in-force.ts';
import { malformedReferences } from './references/bad-value.ts';
import { secretReferences } from './references/not-yet-in-force.ts';

/** The rules of `platform.yaml`. None depends on another; of one server, what keeps it from being connected is shown first. */
export function checkPlatform(file: PlatformFileSyntax, servers: readonly DeclaredServer[], places: Places): Problem[] {
  return [
    ...laterBlocks(file, places),
    ...orchestrationRules(file.orchestration, places),
    ...servers.flatMap((server) => [
      ...nothingToConnect(server, places),
      ...contradictoryConnection(server, places),
      ...malformedReferences(server, places),
      ...secretReferences(server, places),
      ...laterServerKeys(server, places),
    ]),
  ];
}
