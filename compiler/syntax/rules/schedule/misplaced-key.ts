import type { Path } from '../../../diagnostics/diagnostic.ts';
import type { DefinitionSyntax } from '../../language.ts';
import type { Places } from '../../places.ts';
import type { Problem } from '../../report.ts';

/** A schedule has one of `cron` and `every`, and a time zone only for the first (reported as missing-key and misplaced-key). */
export function scheduleTimes(
  { body, root }: DefinitionSyntax,
  places: Places,
  isDamaged: (path: Path) => boolean,
): Problem[] {
  const { schedule } = body;
  if (schedule === undefined) return [];
  const path = [...root, 'schedule'];
  const { cron, every, timezone } = schedule;
  if (cron === undefined && every === undefined) {
    if (isDamaged([...path, 'cron']) || isDamaged([...path, 'every'])) return [];
    const message = 'The schedule does not say when: "cron" or "every" is missing in "schedule".';
    const hint = 'Add cron: "0 6 * * 1-5", or every: 15m.';
    return [{ code: 'missing-key', message, path: [...path, 'cron'], range: places.of(path, 'key'), hint }];
  }
  if (every === undefined) return [];
  const misplaced = (key: string, message: string, hint: string): Problem => {
    const at = [...path, key];
    return { code: 'misplaced-key', message, path: at, range: places.of(at, 'key'), hint };
  };
  if (cron !== undefined) {
    return [
      misplaced('every', '"every" means nothing beside "cron": a schedule has one of them.', 'Remove one of the two.'),
    ];
  }
  const why = '"timezone" means nothing beside "every": the same time passes everywhere.';
  return timezone === undefined ? [] : [misplaced('timezone', why, 'Remove it, or write the times as "cron".')];
}
