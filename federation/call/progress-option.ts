import type { RequestOptions } from '@modelcontextprotocol/client';
import type { CallOptions } from '../contract.ts';
import { shorten } from '../limits.ts';

/** Asks the server for reports of its progress where somebody wants them. They are passed on, and extend nothing. */
export function progressOption({ onProgress }: CallOptions): Pick<RequestOptions, 'onprogress'> {
  if (onProgress === undefined) return {};
  return {
    onprogress: ({ progress, total, message }) => {
      // `1e999` is JSON, and no number that anybody could keep.
      if (!Number.isFinite(progress)) return;
      onProgress({
        progress,
        ...(total !== undefined && Number.isFinite(total) && { total }),
        ...(message !== undefined && { message: shorten(message) }),
      });
    },
  };
}
