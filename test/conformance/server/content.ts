import type { ContentBlock } from '@modelcontextprotocol/server';

/** Blocks of every kind that a tool can answer with. */
export const IMAGE: ContentBlock = {
  type: 'image',
  mimeType: 'image/png',
  // One red pixel.
  data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
};

export const AUDIO: ContentBlock = {
  type: 'audio',
  mimeType: 'audio/wav',
  // A header and no samples.
  data: 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=',
};

export const RESOURCE: ContentBlock = {
  type: 'resource',
  resource: {
    uri: 'test://embedded-resource',
    mimeType: 'text/plain',
    text: 'This is an embedded resource content.',
  },
};

export function textBlock(text: string): ContentBlock {
  return { type: 'text', text };
}
