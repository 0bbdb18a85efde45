import type { Context } from '../context.ts';
import type { ToolName } from '../model.ts';
import { didYouMean } from '../../suggest.ts';

/** A tool is named that its server (without `mcp_server`: any server) does not offer. */
export function reportUnknownTool(context: Context, name: ToolName, known: string[]): void {
  const guess = didYouMean(name.tool, known);
  const suggestion = guess === undefined ? '' : ` Did you mean "${guess}"?`;
  const whose = name.server === undefined ? 'No server has a tool' : `${name.server} has no tool`;
  context.report({
    code: 'unknown-tool',
    message: `${whose} "${name.tool}".${suggestion}`,
    path: name.toolPath,
    hint:
      guess === undefined && known.length > 0 && known.length <= 12
        ? `Its tools: ${known.join(', ')}.`
        : 'If the tool is new, renew the catalog with `sagaflow lock`.',
  });
}
