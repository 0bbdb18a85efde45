import { isSpecType } from '@modelcontextprotocol/server';
import type { ContentBlock } from '@modelcontextprotocol/server';
import type { Json } from '../../../plan/json.ts';
import { isJsonObject, ownProperty } from '../../../plan/json.ts';

/** Text, images and other blocks that an output has as its own `content`, when all of them are such: people see them as they are. */
export function contentBlocks(output: Json): ContentBlock[] {
  const content = isJsonObject(output) ? ownProperty(output, 'content') : undefined;
  if (!Array.isArray(content)) return [];
  const blocks: unknown[] = content;
  return blocks.every((block) => isSpecType.ContentBlock(block)) ? blocks : [];
}
