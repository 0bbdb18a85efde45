import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../processes/open-world.ts';
import { EDITED, EDITIONS } from '../project/editions.ts';

/** Gives the workers the next edition of a definition: the file changes, then one worker after the other is started again. */
export function changeDefinition(world: World): Promise<void> {
  return world.oneAtATime(async () => {
    const { workers, project } = world;
    world.edition = (world.edition + 1) % EDITIONS.length;
    const text = EDITIONS[world.edition] ?? '';
    await writeFile(join(project, 'definitions', `${EDITED}.yaml`), text);
    for (const { program } of workers) await program.restart();
    world.folder.action({ kind: 'change_definition', execution: EDITED, answer: `edition ${world.edition}` });
  });
}
