import type { FailureView } from './view.ts';

/** A failure in one line. What came from outside may have no type of ours, or none at all: then the message stands alone. */
export function failureText({ type, message }: FailureView): string {
  if (type === '') return message;
  return message === '' ? type : `${type}: ${message}`;
}
