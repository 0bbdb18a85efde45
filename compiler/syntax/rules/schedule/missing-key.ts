import type { Path } from '../../../diagnostics/diagnostic.ts';
import type { DefinitionSyntax } from '../../language.ts';
import type { Places } from '../../places.ts';
import type { Problem } from '../../report.ts';

/** A schedule says when, with `cron` or with `every`. One that has the wrong shape counts as there. */
export function timelessSchedule(
  { body, root }: DefinitionSyntax,
  places: Places,
  isDamaged: (path: Path) => boolean,
): Problem[] {
  const { schedule } = body;
  if (schedule === undefined || schedule.cron !== undefined || schedule.every !== undefined) return [];
  const path = [...root, 'schedule'];
  if (isDamaged([...path, 'cron']) || isDamaged([...path, 'every'])) return [];
  const message = 'The schedule does not say when: "cron" or "every" is missing in "schedule".';
  const hint = 'Add cron: "0 6 * * 1-5", or every: 15m.';
  return [{ code: 'missing-key', message, path: [...path, 'cron'], range: places.of(path, 'key'), hint }];
}
