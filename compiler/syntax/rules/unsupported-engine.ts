import type { Path } from '../../diagnostics/diagnostic.ts';
import type { OrchestrationSyntax } from '../language.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';

/** `engine` is anything but temporal. `path` leads to the orchestration block. */
export function unsupportedEngine(orchestration: OrchestrationSyntax, path: Path, places: Places): Problem[] {
  if (orchestration.engine === undefined || orchestration.engine === 'temporal') return [];
  return [
    {
      code: 'unsupported-engine',
      message: `Definitions run on Temporal; there is no engine "${orchestration.engine}" here.`,
      path: [...path, 'engine'],
      range: places.of([...path, 'engine']),
      hint: 'Write engine: temporal, or leave the key out.',
    },
  ];
}
