import type { DefinitionSyntax } from '../../language.ts';
import type { Places } from '../../places.ts';
import type { Problem } from '../../report.ts';

/** A schedule has one of `cron` and `every`, and a time zone only beside the first. */
export function misplacedScheduleKey({ body, root }: DefinitionSyntax, places: Places): Problem[] {
  const { cron, every, timezone } = body.schedule ?? {};
  if (every === undefined) return [];
  const misplaced = (key: string, message: string, hint: string): Problem => {
    const path = [...root, 'schedule', key];
    return { code: 'misplaced-key', message, path, range: places.of(path, 'key'), hint };
  };
  if (cron !== undefined) {
    return [
      misplaced('every', '"every" means nothing beside "cron": a schedule has one of them.', 'Remove one of the two.'),
    ];
  }
  const why = '"timezone" means nothing beside "every": the same time passes everywhere.';
  return timezone === undefined ? [] : [misplaced('timezone', why, 'Remove it, or write the times as "cron".')];
}
