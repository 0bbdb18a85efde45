import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';
import { didYouMean } from '../../suggest.ts';
import type { ToolsStepSyntax } from '../../syntax/language.ts';

/** The mappings by tool of a `tools:` step name only its tools. */
export function reportUnknownToolKeys(context: Context, step: StepNode, syntax: ToolsStepSyntax): void {
  for (const key of BY_TOOL) {
    for (const tool of Object.keys(syntax[key] ?? {})) {
      if (syntax.tools.includes(tool)) continue;
      const guess = didYouMean(tool, syntax.tools);
      context.report({
        code: 'unknown-key',
        message: `"${tool}" is none of this step's tools.${guess === undefined ? '' : ` Did you mean "${guess}"?`}`,
        path: [...step.path, key, tool],
        at: 'key',
        hint: `In a "tools:" step "${key}" is a mapping by tool: ${syntax.tools.join(', ')}.`,
      });
    }
  }
}

const BY_TOOL = ['arguments', 'output', 'idempotency', 'compensation', 'probe'] as const;
