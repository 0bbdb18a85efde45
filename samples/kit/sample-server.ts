import type { Tool, Values } from './tool.ts';

export interface SampleServer {
  name: string;
  description: string;
  tools: Tool[];
  resources?: SampleResource[];
}

/** A family of JSON resources: a URI template, the URIs that `resources/list` shows, and what is read. */
export interface SampleResource {
  name: string;
  description: string;
  template: string;
  listed: string[];
  read: (variables: Record<string, string>) => Values;
}
